package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Writes logical messages into the WAL, where every session with {@code messages} that reads this database finds them: an
 * outbox without a table. Needs EXECUTE on pg_logical_emit_message, which everybody has unless it was revoked, and a
 * primary with wal_level=logical.
 */
public final class LogicalMessages {

    /** @param transactional part of the transaction that writes it, and gone if that is rolled back; else sent at once */
    public record Message(boolean transactional, String prefix, byte[] content) {}

    /**
     * Says nothing rather than write what nobody can ever decode, or fail with an internal error. On a connection of a data
     * source the search_path is the caller's, so each function, operator and type is named with its schema.
     */
    private static final String EMIT = """
            SELECT CASE WHEN s.possible THEN %s::pg_catalog.text END, s.standby, s.level
              FROM (SELECT NOT pg_catalog.pg_is_in_recovery() AND (
                               pg_catalog.current_setting('wal_level'::pg_catalog.text)
                                   OPERATOR(pg_catalog.=) 'logical'::pg_catalog.text
                               OR pg_catalog.current_setting('server_version_num'::pg_catalog.text)::integer
                                   OPERATOR(pg_catalog.>=) 190000
                               AND pg_catalog.current_setting('wal_level'::pg_catalog.text)
                                   OPERATOR(pg_catalog.<>) 'minimal'::pg_catalog.text) AS possible,
                           pg_catalog.pg_is_in_recovery() AS standby,
                           pg_catalog.current_setting('wal_level'::pg_catalog.text) AS level) AS s""";

    private static final String CALL =
            "pg_catalog.pg_logical_emit_message(?::boolean, ?::pg_catalog.text, ?::pg_catalog.bytea%s)";

    private static final String PLAIN = EMIT.formatted(CALL.formatted(""));

    /** From 17 on: returns when a message that belongs to no transaction is on the disk too. */
    private static final String FLUSHED = EMIT.formatted(CALL.formatted(", flush => true"));

    /** Leaves a stronger setting, which waits for standbys, as it is. */
    private static final String DURABLE = "SELECT pg_catalog.set_config('synchronous_commit', 'on', false)"
            + " WHERE pg_catalog.current_setting('synchronous_commit') = 'off'";

    private static final String DATA_SOURCE = "the data source";

    private final ConnectionSettings settings;

    /** @param settings used by {@link #emit(Message)} only */
    public LogicalMessages(ConnectionSettings settings) {
        this.settings = settings;
    }

    /**
     * Over a connection, and in a transaction, of its own. Returns when the message is on the disk, whatever the role's
     * synchronous_commit; before PostgreSQL 17 only if it is transactional.
     *
     * @return where the message ends in the WAL: its position for who reads it
     */
    public Lsn emit(Message message) {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(DURABLE);
            return emit(connection, message, settings.location());
        } catch (SQLException e) {
            throw failed(e, message, settings.location());
        }
    }

    private Connection connect() {
        try {
            return settings.connect();
        } catch (SQLException e) {
            throw ReplicationFailure.ofConnecting(e, settings, null);
        }
    }

    /**
     * Over a connection of {@code source}, in the transaction that is open on it.
     *
     * @param inTransaction whether the caller knows of a transaction, which then has to be the connection's
     * @return as {@link #emit(Message)}
     * @throws ReplicationFailure TRANSACTION_NOT_JOINED when the message would be kept though the caller's transaction is
     *     rolled back, or is lost because nobody commits it
     */
    public Lsn emit(DataSource source, Message message, boolean inTransaction) {
        try {
            Lsn end;
            String transaction = null;
            try (Connection connection = source.getConnection()) {
                if (message.transactional() && !connection.getAutoCommit()) {
                    end = emit(connection, message, DATA_SOURCE);
                    transaction = transaction(connection);
                } else if (message.transactional() && inTransaction) {
                    throw notPart();
                } else {
                    end = emit(connection, message, DATA_SOURCE);
                }
            }
            if (transaction != null && !isOpen(transaction, source)) {
                throw rolledBack();
            }
            return end;
        } catch (SQLException e) {
            throw failed(e, message, DATA_SOURCE);
        }
    }

    /**
     * Whoever asks for a connection again within their transaction gets one that is in it. Pools roll back what nobody has
     * committed when a connection is given back, whoever began it: some begin to try the connection.
     */
    private static boolean isOpen(String transaction, DataSource source) throws SQLException {
        try (Connection again = source.getConnection()) {
            return transaction.equals(transaction(again));
        }
    }

    /** Null when nothing was written in it. */
    private static String transaction(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text")) {
            row.next();
            return row.getString(1);
        }
    }

    private static ReplicationFailure notPart() {
        return new ReplicationFailure(
                Kind.TRANSACTION_NOT_JOINED,
                "There is a transaction, but the connection of the data source is not part of it (it commits by"
                        + " itself): the message would stay though the transaction is rolled back",
                "Give the data source that the transaction manager manages (with Spring outside of its own"
                        + " templates: a TransactionAwareDataSourceProxy), or, when it is about something else, leave"
                        + " the option dataSource out",
                null);
    }

    private static ReplicationFailure rolledBack() {
        return new ReplicationFailure(
                Kind.TRANSACTION_NOT_JOINED,
                "The message was rolled back when its connection was given back: the connections of the data source do not"
                        + " commit by themselves, and this one was in no transaction of the caller's",
                "Send it within a transaction that the data source takes part in, or have the data source hand out"
                        + " connections with autocommit",
                null);
    }

    private static Lsn emit(Connection connection, Message message, String where) throws SQLException {
        boolean flush = !message.transactional() && connection.getMetaData().getDatabaseMajorVersion() >= 17;
        try (PreparedStatement sql = connection.prepareStatement(flush ? FLUSHED : PLAIN)) {
            sql.setBoolean(1, message.transactional());
            sql.setString(2, message.prefix());
            sql.setBytes(3, message.content());
            try (ResultSet row = sql.executeQuery()) {
                row.next();
                boolean standby = row.getBoolean(2);
                String level = row.getString(3);
                return Optional.ofNullable(row.getString(1))
                        .map(Lsn::parse)
                        .orElseThrow(() -> impossible(where, standby, level));
            }
        }
    }

    private static ReplicationFailure impossible(String where, boolean standby, String level) {
        if (standby) {
            return new ReplicationFailure(
                    Kind.SERVER_IS_STANDBY,
                    "The message was not written: " + where + " leads to a standby, which writes no WAL",
                    "Connect to the primary; with several hosts in url: targetServerType=primary",
                    null);
        }
        return new ReplicationFailure(
                Kind.WAL_LEVEL_TOO_LOW,
                "The message was not written: " + where + " has wal_level=" + level + ", so nobody could ever read it",
                "ALTER SYSTEM SET wal_level = logical; then restart the server",
                null);
    }

    private ReplicationFailure failed(SQLException e, Message message, String where) {
        return ReplicationFailure.ofCommand(
                e, "Writing a message of the prefix " + message.prefix() + " over " + where, settings, null);
    }
}
