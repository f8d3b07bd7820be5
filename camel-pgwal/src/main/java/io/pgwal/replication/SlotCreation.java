package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a slot over a walsender session. The server waits first for each transaction that was open, so the wait has a limit
 * of its own and is told of while it lasts.
 */
final class SlotCreation {

    private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);

    private final SessionSettings settings;
    private final Server server;
    private final Duration limit;
    private final Duration reportInterval;
    private final Consumer<String> report;

    SlotCreation(SessionSettings settings, Server server) {
        this(settings, server, Duration.ofSeconds(60), Duration.ofSeconds(10), LOG::info);
    }

    /** @param report called from a thread of its own, each {@code reportInterval} while the server waits */
    SlotCreation(
            SessionSettings settings, Server server, Duration limit, Duration reportInterval, Consumer<String> report) {
        this.settings = settings;
        this.server = server;
        this.limit = limit;
        this.reportInterval = reportInterval;
        this.report = report;
    }

    /**
     * Changes of the slot are those that commit from now on.
     *
     * @throws ReplicationFailure SLOT_CREATION_WAITS when the limit has passed, or somebody cancelled the wait
     */
    void run(Connection connection) throws SQLException {
        int patience = connection.getNetworkTimeout();
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        long start = System.nanoTime();
        SlotCreationWatch watch = SlotCreationWatch.start(settings, server, pid, reportInterval, report);
        try (Statement sql = connection.createStatement()) {
            // the server's answer is what counts; without one the connection is given up later
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(2 * limit.toMillis()));
            // a time-out of the server would not end a replication command
            sql.setQueryTimeout(Math.toIntExact(limit.toSeconds()));
            sql.execute(command());
            connection.setNetworkTimeout(Runnable::run, patience);
        } catch (SQLException e) {
            if (!"57014".equals(e.getSQLState())) {
                throw e;
            }
            throw waited(Duration.ofNanos(System.nanoTime() - start), e);
        } finally {
            watch.end();
        }
    }

    private String command() {
        SlotSettings slot = settings.slot();
        boolean failover = slot.failover() && !slot.temporary() && server.major() >= 17 && !server.standby();
        StringBuilder command = new StringBuilder("CREATE_REPLICATION_SLOT ").append(SqlText.identifier(slot.name()));
        command.append(slot.temporary() ? " TEMPORARY" : "").append(" LOGICAL pgoutput ");
        if (server.major() >= 15) {
            command.append("(SNAPSHOT 'nothing'").append(failover ? ", FAILOVER true)" : ")");
        } else {
            command.append("NOEXPORT_SNAPSHOT");
        }
        return command.toString();
    }

    /** The time tells whether our limit ended the wait: the server's code is the same for an administrator's cancel. */
    private ReplicationFailure waited(Duration time, SQLException e) {
        String how = time.compareTo(limit) >= 0
                ? " waited " + limit.toSeconds() + " s for open transactions of the server"
                        + (server.standby() ? "'s primary, or for its primary to write WAL" : "")
                : " was cancelled in the server after " + time.toSeconds() + " s (57014)";
        return new ReplicationFailure(
                Kind.SLOT_CREATION_WAITS,
                "Creating the slot " + settings.slot().name() + how,
                Remedies.creationWaits(server.standby()),
                e);
    }
}
