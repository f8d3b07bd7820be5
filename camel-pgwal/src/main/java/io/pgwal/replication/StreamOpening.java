package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * From nothing to an open stream. All that can be wrong is looked for before anything is created, and nothing is ever
 * dropped. Remembers what the last connection found, so that another server, or a slot that has gone, is not taken for
 * the one that was read before.
 */
final class StreamOpening {

    /** @param confirmed where the stream begins at the latest */
    record Opened(WalStream stream, Server server, Lsn confirmed) {}

    private final SessionSettings settings;
    private Server last;

    StreamOpening(SessionSettings settings) {
        this.settings = settings;
    }

    /** @param confirmed what this session has confirmed before, 0/0 at first */
    Opened open(Lsn confirmed) {
        String doing = "Connecting to " + settings.connection();
        Connection connection = null;
        try {
            connection = connect();
            Server server = Server.greet(connection);
            doing = "Opening the slot " + settings.slot().name() + " at "
                    + settings.connection().location();
            Opened opened = open(connection, server, confirmed);
            last = server;
            connection = null; // belongs to the stream from here on
            return opened;
        } catch (SQLException e) {
            throw ReplicationFailure.of(e, doing, settings);
        } finally {
            if (connection != null) {
                Connections.abort(connection);
            }
        }
    }

    private Connection connect() throws SQLException {
        try {
            return settings.connection().connectForReplication();
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            String user = SqlText.identifier(settings.connection().user());
            throw new ReplicationFailure(
                    Kind.NO_REPLICATION_RIGHT,
                    "The role " + user + " may not read the WAL of "
                            + settings.connection().location(),
                    "As a superuser: ALTER ROLE " + user + " REPLICATION (at some providers: GRANT rds_replication TO "
                            + user + "); and GRANT CONNECT ON DATABASE "
                            + SqlText.identifier(settings.connection().database()) + " TO " + user,
                    e);
        }
    }

    private Opened open(Connection connection, Server server, Lsn confirmed) throws SQLException {
        server.check(settings.connection().location());
        refuseOtherServer(server);
        String options = settings.stream()
                .negotiate(server.major(), settings.publications().names());
        Optional<ReplicationSlots.Slot> slot =
                ReplicationSlots.find(connection, settings.slot().name());
        slot.ifPresent(found -> ReplicationSlots.check(found, settings));
        if (slot.isEmpty()) {
            refuseMissingSlot();
        }
        List<String> missing = Publications.missing(connection, settings.publications());
        if (!missing.isEmpty() && !settings.publications().create()) {
            Publications.refuse(missing, settings);
        }
        // all is well; only now is anything made, the publication first: a slot cannot decode what was published later
        Publications.create(connection, missing, settings.publications());
        if (slot.isEmpty()) {
            ReplicationSlots.create(connection, settings.slot(), server);
        }
        // a position of another timeline means nothing on this one
        Lsn start = last != null && last.timeline() == server.timeline() ? confirmed : Lsn.ZERO;
        String command = "START_REPLICATION SLOT "
                + SqlText.identifier(settings.slot().name()) + " LOGICAL " + start + " " + options;
        return new Opened(PgJdbcWalStream.start(connection, command, settings), server, start);
    }

    private void refuseOtherServer(Server server) {
        if (last != null && !last.systemId().equals(server.systemId())) {
            throw new ReplicationFailure(
                    Kind.OTHER_SERVER,
                    settings.connection().location() + " is another server now: its system identifier is "
                            + server.systemId() + ", it was " + last.systemId(),
                    "If that is meant, copy the tables anew and start again",
                    null);
        }
    }

    private void refuseMissingSlot() {
        String name = settings.slot().name();
        boolean seenBefore = last != null;
        if (seenBefore && !settings.slot().temporary()) {
            throw new ReplicationFailure(
                    Kind.SLOT_GONE,
                    "The slot " + name + " has been dropped while it was in use; changes since then are not kept",
                    "Copy the tables anew and start again, which creates the slot",
                    null);
        }
        if (!settings.slot().create()) {
            throw new ReplicationFailure(
                    Kind.SLOT_MISSING,
                    "There is no slot " + name + ", and createSlot=false",
                    "SELECT pg_create_logical_replication_slot(" + SqlText.literal(name)
                            + ", 'pgoutput'), or set createSlot=true",
                    null);
        }
    }
}
