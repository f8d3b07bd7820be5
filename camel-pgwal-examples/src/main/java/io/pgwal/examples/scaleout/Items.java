package io.pgwal.examples.scaleout;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The table, its publications and slots, and the work on it. */
final class Items implements AutoCloseable {

    private static final int ROWS_OF_TRANSACTION = 100;

    private static final List<String> CREATE = List.of(
            "CREATE SCHEMA pgwal_scale",
            "CREATE TABLE pgwal_scale.items (id int PRIMARY KEY, version int NOT NULL, payload text NOT NULL)",
            "CREATE PUBLICATION pgwal_scale_all FOR TABLE pgwal_scale.items",
            // by a hash of the key, which is the replica identity: or PostgreSQL would refuse updates
            "CREATE PUBLICATION pgwal_scale_even FOR TABLE pgwal_scale.items WHERE ((hashint4(id) & 1) = 0)",
            "CREATE PUBLICATION pgwal_scale_odd FOR TABLE pgwal_scale.items WHERE ((hashint4(id) & 1) = 1)");

    private final Connection connection;
    private final List<String> slots =
            SetUp.ALL.stream().flatMap(setUp -> setUp.slots().stream()).toList();

    /** Its slots stand before the work that follows. */
    Items(Connection connection) throws SQLException {
        this.connection = connection;
        for (String statement : CREATE) {
            execute(statement);
        }
        for (String slot : slots) {
            execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        }
    }

    /** Each row is inserted once and updated {@code versions - 1} times, in transactions of 100 rows. */
    void work(int rows, int versions) throws SQLException {
        execute(("DO $$ BEGIN FOR v IN 1..%d LOOP FOR b IN 0..%d LOOP"
                        + " INSERT INTO pgwal_scale.items SELECT id, v, repeat('x', 100)"
                        + " FROM generate_series(b * %d + 1, least((b + 1) * %d, %d)) id"
                        + " ON CONFLICT (id) DO UPDATE SET version = v; COMMIT; END LOOP; END LOOP; END $$")
                .formatted(versions, (rows - 1) / ROWS_OF_TRANSACTION, ROWS_OF_TRANSACTION, ROWS_OF_TRANSACTION, rows));
    }

    /** Whether all is acknowledged that is written now. */
    boolean isAcknowledged(List<String> by) throws SQLException {
        return numbers("SELECT count(*) FROM pg_replication_slots WHERE confirmed_flush_lsn >= (SELECT max(end_lsn)"
                        + " FROM pgwal_scale_end) AND slot_name IN ('" + String.join("', '", by) + "')")
                .equals(List.of((long) by.size()));
    }

    /** From now on {@link #isAcknowledged} asks for what is written until here. */
    void remember() throws SQLException {
        execute("CREATE TEMP TABLE IF NOT EXISTS pgwal_scale_end (end_lsn pg_lsn)");
        execute("INSERT INTO pgwal_scale_end SELECT pg_current_wal_insert_lsn()");
    }

    /** Process ids of who sends these slots' changes. */
    List<Long> walsenders(List<String> of) throws SQLException {
        return numbers("SELECT active_pid FROM pg_replication_slots WHERE active_pid IS NOT NULL AND slot_name IN ('"
                + String.join("', '", of) + "')");
    }

    private List<Long> numbers(String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    private void execute(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Nobody reads the slots any more. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            execute("SET client_min_messages = warning");
            for (String slot : slots) {
                execute("SELECT pg_drop_replication_slot('" + slot + "')");
                execute("DROP PUBLICATION " + slot);
            }
            execute("DROP SCHEMA pgwal_scale CASCADE");
        }
    }
}
