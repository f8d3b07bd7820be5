package io.pgwal.replication;

import io.pgwal.protocol.StatusUpdate;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;
import org.postgresql.util.PSQLWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream over pgjdbc's copy API: the one class that touches it.
 *
 * <p>Not over PGReplicationStream, which hides keepalives and acknowledges on its own. The driver's non-blocking read
 * waits up to a millisecond and does not see the end of the stream: it returns nothing, at once. So nothing at once,
 * several times in a row, is the end.
 */
final class PgJdbcWalStream implements WalStream {

    private static final Logger LOG = LoggerFactory.getLogger(PgJdbcWalStream.class);
    /**
     * A read that finds an open connection idle takes a millisecond; the end of the stream takes microseconds. So does a
     * read from the socket of {@link WalSocketFactory} in a fast stream, but never twice in a row.
     */
    private static final long AT_ONCE_NANOS = 200_000;

    private static final int ENDED = 20;

    private final SessionSettings settings;
    /** Held strongly: the driver closes a connection that nobody refers to, even while its copy is read. */
    private final Connection connection;

    private final CopyDual copy;
    private boolean idle;
    private int nothingAtOnce;

    private PgJdbcWalStream(SessionSettings settings, Connection connection, CopyDual copy) {
        this.settings = settings;
        this.connection = connection;
        this.copy = copy;
    }

    /** @param command START_REPLICATION */
    static PgJdbcWalStream start(Connection connection, String command, SessionSettings settings) throws SQLException {
        StoredBytes.keep(connection);
        CopyDual copy = connection.unwrap(PGConnection.class).getCopyAPI().copyDual(command);
        // a read that times out in the middle of a message would lose its place in the stream
        connection.setNetworkTimeout(Runnable::run, 0);
        return new PgJdbcWalStream(settings, connection, copy);
    }

    @Override
    public byte[] poll(int patienceMillis) {
        WalSocketFactory.waitWhenAsked(patienceMillis);
        try {
            long before = idle ? System.nanoTime() : 0; // a busy stream need not know the time
            byte[] bytes = copy.readFromCopy(false);
            if (bytes != null) {
                idle = false;
                nothingAtOnce = 0;
            } else {
                refuseEnd(idle && System.nanoTime() - before < AT_ONCE_NANOS);
                idle = true;
            }
            return bytes;
        } catch (SQLException e) {
            if ("0A000".equals(e.getSQLState())) {
                PublishedTables.refuseConflict(settings, e);
            }
            throw ReplicationFailure.of(
                    e, Phase.STREAM, "Reading the slot " + settings.slot().name(), settings);
        }
    }

    private void refuseEnd(boolean atOnce) {
        nothingAtOnce = atOnce ? nothingAtOnce + 1 : 0;
        if (nothingAtOnce >= ENDED) {
            throw ReplicationFailure.connectionLost(
                    "The server ended the stream of the slot " + settings.slot().name(), null);
        }
    }

    @Override
    public void confirm(StatusUpdate status) {
        try {
            refuseSkippedPublication();
            byte[] bytes = status.encode();
            copy.writeToCopy(bytes, 0, bytes.length);
            copy.flushCopy();
        } catch (SQLException e) {
            throw ReplicationFailure.of(
                    e,
                    Phase.STREAM,
                    "Sending a status update for the slot " + settings.slot().name(),
                    settings);
        }
    }

    /** PostgreSQL 18 answers a missing publication with a warning only, and leaves its changes out. */
    private void refuseSkippedPublication() throws SQLException {
        for (SQLWarning warning = connection.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            if (skipsPublication(warning)) {
                throw new ReplicationFailure(
                        ReplicationFailure.Kind.PUBLICATION_MISSING,
                        "The server leaves changes out: " + warning.getMessage(),
                        "Nothing was acknowledged past them. Create the publication again and start again; changes "
                                + "from before it was created cannot be decoded",
                        warning);
            }
            LOG.warn("The server says about the slot {}: {}", settings.slot().name(), warning.getMessage());
        }
        connection.clearWarnings();
    }

    /** Told by the server's function, not by SQLSTATE or text: others warn with the same SQLSTATE, in any language. */
    private static boolean skipsPublication(SQLWarning warning) {
        return warning instanceof PSQLWarning told
                && told.getServerErrorMessage() != null
                && "LoadPublications".equals(told.getServerErrorMessage().getRoutine());
    }

    @Override
    public void close() {
        Connections.abort(connection);
    }
}
