package io.pgwal.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, while a slot is created, which transaction the server waits for. Asks over an ordinary session from a thread of its
 * own, since the walsender session answers only when the slot is there.
 */
final class SlotCreationWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SlotCreationWatch.class);

    /** The walsender waits for the lock that a transaction holds on its own id; each role may read pg_locks. */
    private static final String ASK = """
            SELECT holder.pid, prepared.gid
              FROM pg_catalog.pg_locks waiting
              JOIN pg_catalog.pg_locks holder
                ON holder.locktype = 'transactionid' AND holder.transactionid = waiting.transactionid AND holder.granted
              LEFT JOIN pg_catalog.pg_prepared_xacts prepared ON prepared.transaction = waiting.transactionid
             WHERE waiting.pid = ?::int AND waiting.locktype = 'transactionid' AND NOT waiting.granted""";

    private final SessionSettings settings;
    private final Server server;
    private final int pid;
    private final Duration interval;
    private final Consumer<String> report;
    private final CountDownLatch created = new CountDownLatch(1);

    private SlotCreationWatch(
            SessionSettings settings, Server server, int pid, Duration interval, Consumer<String> report) {
        this.settings = settings;
        this.server = server;
        this.pid = pid;
        this.interval = interval;
        this.report = report;
    }

    /** @param pid of the walsender that creates the slot */
    static SlotCreationWatch start(
            SessionSettings settings, Server server, int pid, Duration interval, Consumer<String> report) {
        SlotCreationWatch watch = new SlotCreationWatch(settings, server, pid, interval, report);
        Thread thread = new Thread(watch::run, "pgwal-" + settings.slot().name() + "-creation");
        thread.setDaemon(true); // it may be waiting for an answer when everything else has ended
        thread.start();
        return watch;
    }

    /** Does not wait for the thread, which may be waiting for an answer. */
    void end() {
        created.countDown();
    }

    private void run() {
        long start = System.nanoTime();
        try {
            while (!created.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                String reason = reason();
                if (created.getCount() > 0) {
                    report.accept("Creating the slot " + settings.slot().name() + " has taken "
                            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s; the server waits for "
                            + reason);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String reason() {
        List<String> holders = new ArrayList<>();
        try (Connection connection = settings.connection().connect();
                PreparedStatement sql = connection.prepareStatement(ASK)) {
            sql.setInt(1, pid);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    String gid = row.getString(2);
                    holders.add(
                            gid == null
                                    ? "the transaction of the server process " + row.getInt(1)
                                    : "the prepared transaction " + SqlText.literal(gid));
                }
            }
        } catch (SQLException | ReplicationFailure e) {
            LOG.debug(
                    "Asking what the creation of the slot {} waits for failed",
                    settings.slot().name(),
                    e);
            return "transactions that could not be looked at (" + e.getMessage() + ")";
        }
        if (holders.isEmpty()) {
            return server.standby()
                    ? "the primary to log its running transactions (there: SELECT pg_log_standby_snapshot())"
                    : "nothing at the moment";
        }
        return String.join(", ", holders);
    }
}
