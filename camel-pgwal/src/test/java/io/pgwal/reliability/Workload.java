package io.pgwal.reliability;

import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Several sessions that write at the same time, each with decisions of its own, which the seed determines. What becomes of
 * a decision depends on what the others do and on the server, which may go away at any time: the journal knows.
 */
final class Workload implements AutoCloseable {

    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private final TestDatabase database;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    private Workload(TestDatabase database) {
        this.database = database;
    }

    /**
     * Starts the sessions.
     *
     * @param transactions how many each makes before it ends
     * @param pauseMillis  the longest pause between two
     */
    static Workload start(TestDatabase database, long seed, int sessions, int transactions, int pauseMillis) {
        Workload workload = new Workload(database);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < sessions; i++) {
            WorkloadSession session =
                    new WorkloadSession(database, "s" + i, random.split(), pauseMillis, workload.stopped::get);
            Thread thread = new Thread(() -> session.run(transactions), "workload-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((it, cause) -> workload.failure.compareAndSet(null, cause));
            workload.threads.add(thread);
            thread.start();
        }
        return workload;
    }

    /** Waits for the sessions to come to their end; the server runs. */
    void join() {
        await("the workload's sessions to end").atMost(LONGEST_END).until(() -> threads.stream()
                .noneMatch(Thread::isAlive));
        if (failure.get() != null) {
            throw new IllegalStateException("a session of the workload failed", failure.get());
        }
    }

    /**
     * Ends the sessions and settles what is prepared; the server runs.
     *
     * @return where the WAL ends then: a consumer has seen everything when the slot is confirmed up to here
     */
    Lsn finish() throws SQLException {
        stopped.set(true);
        join();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String gid : prepared(statement)) {
                statement.execute((gid.hashCode() % 2 == 0 ? "COMMIT" : "ROLLBACK") + " PREPARED '" + gid + "'");
            }
            statement.execute("INSERT INTO brief (id, note) VALUES (-1, 'the end')");
        }
        return Lsn.parse(database.queryOne("SELECT pg_current_wal_lsn()::text", String.class));
    }

    private static List<String> prepared(Statement statement) throws SQLException {
        List<String> gids = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
            while (rows.next()) {
                gids.add(rows.getString(1));
            }
        }
        return gids;
    }

    @Override
    public void close() {
        stopped.set(true);
    }
}
