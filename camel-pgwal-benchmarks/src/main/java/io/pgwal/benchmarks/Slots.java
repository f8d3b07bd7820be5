package io.pgwal.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The slots of one server, as it describes them. */
final class Slots implements AutoCloseable {

    /**
     * Who reads a slot.
     *
     * @param pid     of the walsender
     * @param started microseconds since 1970 by the server's clock: when it was told START_REPLICATION
     */
    record Walsender(long pid, long started) {}

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;

    Slots(BenchmarkServer server) throws SQLException {
        connection = server.connect();
    }

    void create(String slot, String plugin) throws SQLException {
        drop(slot);
        text("SELECT pg_create_logical_replication_slot(?, ?)::text", slot, plugin);
    }

    /** Does nothing when it is not there. */
    void drop(String slot) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?")) {
            sql.setString(1, slot);
            sql.execute();
        }
    }

    Optional<Walsender> reader(String slot) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT pid, (extract(epoch FROM query_start) * 1000000)::bigint FROM pg_stat_activity"
                        + " WHERE query LIKE 'START_REPLICATION%'"
                        + " AND pid = (SELECT active_pid FROM pg_replication_slots WHERE slot_name = ?)")) {
            sql.setString(1, slot);
            try (ResultSet row = sql.executeQuery()) {
                return row.next() ? Optional.of(new Walsender(row.getLong(1), row.getLong(2))) : Optional.empty();
            }
        }
    }

    /** The server needs a moment to notice that a reader has gone. */
    void awaitFree(String slot) throws SQLException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!text("SELECT active::text FROM pg_replication_slots WHERE slot_name = ?", slot)
                .equals("false")) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("The slot " + slot + " is still being read");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Whether what was written up to there is acknowledged. */
    boolean isConfirmed(String slot, String lsn) throws SQLException {
        return text(
                        "SELECT (confirmed_flush_lsn >= ?::pg_lsn)::text FROM pg_replication_slots WHERE slot_name = ?",
                        lsn,
                        slot)
                .equals("true");
    }

    /** Where the WAL ends now, and then some more WAL, so that whoever waits for that end sees it pass. */
    String endOfWal() throws SQLException {
        String end = text("SELECT pg_current_wal_insert_lsn()::text");
        text("SELECT pg_current_xact_id()::text");
        return end;
    }

    private String text(String query, String... parameters) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                sql.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = sql.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
