package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.values.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Changes that are read after types and tables were altered: exact, as text, or without a key, and never wrong. */
@OnOldestAndNewestPostgres
class OlderWalIT extends SessionFixture {

    OlderWalIT(PgServer server) {
        super(server);
    }

    @Test
    void a_composite_of_an_altered_type_is_its_text() throws SQLException {
        prepare("CREATE TYPE adr AS (street text, zip text)", table("a adr"));
        List<Object> values = written(
                "INSERT INTO c VALUES (1, '(Main St,1234)')",
                "ALTER TYPE adr DROP ATTRIBUTE street CASCADE, ADD ATTRIBUTE city text CASCADE",
                "INSERT INTO c VALUES (2, '(1234,Rome)')");
        assertThat(values).containsExactly("(\"Main St\",1234)", "(1234,Rome)");
    }

    @Test
    void a_composite_of_a_renamed_attribute_is_its_text() throws SQLException {
        prepare("CREATE TYPE adr AS (street text, zip text)", table("a adr"));
        List<Object> values = written(
                "INSERT INTO c VALUES (1, '(x,y)')",
                "ALTER TYPE adr RENAME ATTRIBUTE street TO road",
                "ALTER TYPE adr RENAME TO address");
        assertThat(values).containsExactly("(x,y)");
    }

    @Test
    void a_composite_that_only_got_an_attribute_has_its_names() throws SQLException {
        prepare("CREATE TYPE adr AS (street text, zip text)", table("a adr"));
        List<Object> values = written(
                "INSERT INTO c VALUES (1, '(x,y)')",
                "ALTER TYPE adr ADD ATTRIBUTE city text",
                "INSERT INTO c VALUES (2, '(x,y,z)')");
        assertThat(values)
                .containsExactly(Map.of("street", "x", "zip", "y"), Map.of("street", "x", "zip", "y", "city", "z"));
    }

    @Test
    void a_composite_altered_before_the_slot_was_created_has_its_names() throws SQLException {
        database.sql("CREATE TYPE adr AS (street text, zip text)", "ALTER TYPE adr RENAME ATTRIBUTE street TO road");
        prepare(table("a adr"));
        assertThat(written("INSERT INTO c VALUES (1, '(x,y)')")).containsExactly(Map.of("road", "x", "zip", "y"));
    }

    @Test
    void a_composite_inside_another_type_is_text_too() throws SQLException {
        prepare(
                "CREATE TYPE adr AS (street text, zip text)",
                "CREATE TYPE person AS (name text, home adr)",
                "CREATE DOMAIN home AS adr",
                "CREATE TYPE span AS RANGE (subtype = adr)",
                table("a adr[], p person, h home, s span"));
        Recorder recorder = recorded(
                "INSERT INTO c VALUES (1, ARRAY['(x,y)'::adr], ROW('n', '(x,y)'::adr), '(x,y)'::adr::home,"
                        + " span('(a,b)'::adr, '(c,d)'::adr))",
                "ALTER TYPE adr RENAME ATTRIBUTE street TO road");
        Row row = row(recorder.awaitCount(1).get(0));
        assertThat(row.get("a")).isEqualTo("{\"(x,y)\"}");
        assertThat(row.get("p")).isEqualTo("(n,\"(x,y)\")");
        assertThat(row.get("h")).isEqualTo("(x,y)");
        assertThat(row.get("s")).isEqualTo("[\"(a,b)\",\"(c,d)\")");
    }

    @Test
    void the_row_type_of_an_altered_table_is_its_text() throws SQLException {
        prepare("CREATE TABLE adr (street text, zip text)", table("a adr"));
        List<Object> values = written(
                "INSERT INTO c VALUES (1, '(x,y)')", "ALTER TABLE adr DROP street", "ALTER TABLE adr ADD city text");
        assertThat(values).containsExactly("(x,y)");
    }

    @Test
    void a_binary_composite_of_an_altered_type_is_not_named() throws SQLException {
        prepare("CREATE TYPE adr AS (street text, zip text)", table("a adr"));
        write("INSERT INTO c VALUES (1, '(x,y)')", "ALTER TYPE adr RENAME ATTRIBUTE street TO road");
        Recorder recorder = Recorder.acknowledging();
        started(
                settings()
                        .with(new StreamOptions(
                                Streaming.OFF, false, true, false, Set.of(), false, Kind.usual(), false)),
                recorder);
        recorder.awaitCount(1);
        assertThat((String) recorder.column("a").get(0)).startsWith("\\x");
    }

    @Test
    void a_type_altered_while_it_is_read_gives_new_names_or_text() throws SQLException {
        prepare("CREATE TYPE adr AS (street text, zip text)", table("a adr"));
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql("INSERT INTO c VALUES (1, '(x,y)')");
        recorder.awaitCount(1);
        database.sql(
                "ALTER TYPE adr DROP ATTRIBUTE street CASCADE, ADD ATTRIBUTE city text CASCADE",
                "INSERT INTO c VALUES (2, '(y,z)')");
        recorder.awaitCount(2);
        database.sql("INSERT INTO c VALUES (3, '(y,z)')");
        recorder.awaitCount(3);
        assertThat(recorder.column("a"))
                .containsExactly(Map.of("street", "x", "zip", "y"), "(y,z)", Map.of("zip", "y", "city", "z"));
    }

    @Test
    void a_key_changed_by_a_prepared_transaction_is_absent_in_it() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(15);
        database.sql(
                "CREATE TABLE c (id int PRIMARY KEY, v int NOT NULL)",
                "ALTER TABLE c REPLICA IDENTITY FULL",
                "ALTER PUBLICATION pub ADD TABLE c");
        String gid = database.name() + "-a";
        Recorder recorder = Recorder.acknowledging();
        started(
                settings()
                        .with(new StreamOptions(
                                Streaming.OFF, true, false, false, Set.of(), false, Kind.usual(), false)),
                recorder);
        database.sql("BEGIN; ALTER TABLE c DROP CONSTRAINT c_pkey, ADD PRIMARY KEY (v); INSERT INTO c VALUES (1, 2);"
                + " PREPARE TRANSACTION '" + gid + "'");
        assertThat(row(recorder.awaitCount(1).get(0)).key()).isEmpty();
        database.sql("COMMIT PREPARED '" + gid + "'");
    }

    @Test
    void a_key_under_full_keeps_the_names_of_its_time() throws SQLException {
        prepare("CREATE TABLE c (id int PRIMARY KEY, v int)", "ALTER TABLE c REPLICA IDENTITY FULL");
        assertThat(keys("INSERT INTO c VALUES (1, 7)", "ALTER TABLE c RENAME id TO pk", "INSERT INTO c VALUES (2, 8)"))
                .containsExactly(Map.of("id", 1), Map.of("pk", 2));
    }

    @Test
    void key_under_full_is_not_another_column_of_its_name() throws SQLException {
        prepare("CREATE TABLE c (id int PRIMARY KEY, v int)", "ALTER TABLE c REPLICA IDENTITY FULL");
        assertThat(keys(
                        "INSERT INTO c VALUES (1, 7)",
                        "ALTER TABLE c RENAME v TO w",
                        "ALTER TABLE c RENAME id TO v",
                        "ALTER TABLE c RENAME w TO id"))
                .containsExactly(Map.of("id", 1));
    }

    @Test
    void a_key_under_full_is_absent_when_the_primary_key_was_moved() throws SQLException {
        prepare("CREATE TABLE c (id int PRIMARY KEY, v int NOT NULL)", "ALTER TABLE c REPLICA IDENTITY FULL");
        assertThat(keys(
                        "INSERT INTO c VALUES (1, 7)",
                        "ALTER TABLE c DROP CONSTRAINT c_pkey, ADD PRIMARY KEY (v)",
                        "INSERT INTO c VALUES (2, 8)"))
                .containsExactly(Map.of(), Map.of());
        Recorder later = Recorder.acknowledging();
        started(settings(), later);
        database.sql("INSERT INTO c VALUES (3, 9)"); // the first one may be the look itself
        later.awaitCount(1);
        database.sql("INSERT INTO c VALUES (4, 10)");
        assertThat(row(later.awaitCount(2).get(1)).key()).isEqualTo(Map.of("v", 10));
    }

    @Test
    void a_key_under_full_is_absent_when_its_columns_are_not_known() throws SQLException {
        prepare("CREATE TABLE c (id int PRIMARY KEY, v int)", "ALTER TABLE c REPLICA IDENTITY FULL");
        assertThat(keys(
                        "INSERT INTO c VALUES (1, 7)",
                        "ALTER TABLE c DROP v",
                        "ALTER TABLE c RENAME id TO v",
                        "ALTER TABLE c ADD id int"))
                .containsExactly(Map.of());
    }

    @Test
    void a_key_under_full_is_absent_when_the_table_was_dropped() throws SQLException {
        prepare("CREATE TABLE c (id int PRIMARY KEY, v int)", "ALTER TABLE c REPLICA IDENTITY FULL");
        assertThat(keys("INSERT INTO c VALUES (1, 7)", "DROP TABLE c")).containsExactly(Map.of());
    }

    @Test
    void included_columns_of_a_primary_key_are_no_key() throws SQLException {
        prepare("CREATE TABLE c (id int, v int, PRIMARY KEY (id) INCLUDE (v))", "ALTER TABLE c REPLICA IDENTITY FULL");
        assertThat(keys("INSERT INTO c VALUES (1, 7)")).containsExactly(Map.of("id", 1));
    }

    @Test
    void a_primary_key_that_is_published_in_part_is_no_key() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(15);
        database.sql(
                "CREATE TABLE c (a int, b int, v int, PRIMARY KEY (a, b))",
                "ALTER TABLE c REPLICA IDENTITY FULL",
                "ALTER PUBLICATION pub SET (publish = 'insert')",
                "ALTER PUBLICATION pub ADD TABLE c (a, v)",
                slot());
        assertThat(keys("INSERT INTO c VALUES (1, 2, 3)")).containsExactly(Map.of());
    }

    private static String table(String columns) {
        return "CREATE TABLE c (id int PRIMARY KEY, " + columns + ")";
    }

    private String slot() {
        return "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')";
    }

    /** Creates the slot and then a table c, which is published. */
    private void prepare(String... statements) throws SQLException {
        database.sql(slot());
        database.sql(statements);
        database.sql("ALTER PUBLICATION pub ADD TABLE c");
    }

    private void write(String... statements) throws SQLException {
        database.sql(statements);
    }

    /** What a session gives that starts after the statements. */
    private Recorder recorded(String... statements) throws SQLException {
        write(statements);
        long inserts = List.of(statements).stream()
                .filter(sql -> sql.startsWith("INSERT"))
                .count();
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings(), recorder);
        awaitConfirmed(Recorder.end(recorder.awaitCount((int) inserts).get((int) inserts - 1)));
        session.stop(java.time.Duration.ofSeconds(5));
        await().until(() -> database.queryOne(
                "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'",
                Boolean.class));
        return recorder;
    }

    private List<Object> written(String... statements) throws SQLException {
        return recorded(statements).column("a");
    }

    private List<Map<String, Object>> keys(String... statements) throws SQLException {
        return recorded(statements).changes().stream()
                .map(change -> (Map<String, Object>) row(change).key())
                .toList();
    }

    private static Row row(Change change) {
        return ((Change.RowChange) change).row();
    }
}
