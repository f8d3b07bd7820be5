package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inserts, updates, deletes, changes of keys, truncates and messages, as Debezium tells them. */
@OnOldestAndNewestPostgres
class DebeziumTwinIT extends TwinFixture {

    DebeziumTwinIT(PgServer server) {
        super(server);
    }

    @Test
    void the_life_of_a_row_is_told_as_debezium_tells_it() throws Exception {
        List<Difference> differences = differences(
                List.of("CREATE TABLE life (id int PRIMARY KEY, a text, b numeric(10,2))"),
                List.of(
                        "INSERT INTO life VALUES (1, 'a', 1.5), (2, NULL, NULL)",
                        "UPDATE life SET a = 'b' WHERE id = 1",
                        "UPDATE life SET a = NULL, b = 2 WHERE id = 2",
                        "UPDATE life SET id = 11 WHERE id = 1",
                        "DELETE FROM life WHERE id = 11",
                        "BEGIN; INSERT INTO life VALUES (3, 'x', 3); UPDATE life SET b = 4; DELETE FROM life; COMMIT",
                        "INSERT INTO life VALUES (4, 'y', 5)",
                        "TRUNCATE life"));
        assertThat(differences).isEmpty();
    }

    @Test
    void the_whole_row_before_is_told_as_debezium_tells_it() throws Exception {
        List<Difference> differences = differences(
                List.of(
                        "CREATE TABLE life (id int PRIMARY KEY, a text, b numeric(10,2) NOT NULL)",
                        "CREATE TABLE keyless (a text, b int)",
                        "CREATE TABLE pair (a int, b text, c text, PRIMARY KEY (b, a))",
                        "ALTER TABLE life REPLICA IDENTITY FULL",
                        "ALTER TABLE keyless REPLICA IDENTITY FULL",
                        "ALTER TABLE pair REPLICA IDENTITY FULL"),
                List.of(
                        "INSERT INTO life VALUES (1, 'a', 1.5), (2, NULL, 0)",
                        "UPDATE life SET a = 'b'",
                        "UPDATE life SET id = 11 WHERE id = 1",
                        "DELETE FROM life",
                        "INSERT INTO keyless VALUES ('a', 1)",
                        "UPDATE keyless SET b = 2",
                        "DELETE FROM keyless",
                        "INSERT INTO pair VALUES (1, 'x', 'y')",
                        "UPDATE pair SET c = 'z'",
                        "UPDATE pair SET b = 'xx'",
                        "DELETE FROM pair"));
        assertThat(differences).isEmpty();
    }

    @Test
    void a_truncate_of_several_tables_and_messages_are_told_as_debezium_tells_them() throws Exception {
        List<Difference> differences = differences(
                List.of("CREATE TABLE parent (id int PRIMARY KEY)", "CREATE TABLE other (id int)"),
                List.of(
                        "TRUNCATE parent, other RESTART IDENTITY CASCADE",
                        "SELECT pg_logical_emit_message(true, 'prefix', 'content')",
                        "SELECT pg_logical_emit_message(true, '', '\\x00ff'::bytea)",
                        "SELECT pg_logical_emit_message(false, 'alone', 'content')"));
        // PostgreSQL gives no time with such a message: Debezium repeats that of the last transaction, here it is now
        assertThat(differences)
                .extracting(Difference::path)
                .containsExactly("/source/ts_ms", "/source/ts_us", "/source/ts_ns");
    }

    @Test
    void what_postgresql_did_not_send_is_null_where_debezium_makes_something_up() throws Exception {
        List<Difference> differences = differences(
                List.of(
                        "CREATE TABLE made (id int PRIMARY KEY, n int NOT NULL, t text NOT NULL, d text DEFAULT 'x')",
                        "CREATE TABLE indexed (id int PRIMARY KEY, code text NOT NULL, a text)",
                        "CREATE UNIQUE INDEX by_code ON indexed (code)",
                        "ALTER TABLE indexed REPLICA IDENTITY USING INDEX by_code",
                        "CREATE TABLE nothing (id int PRIMARY KEY)",
                        "ALTER TABLE nothing REPLICA IDENTITY NOTHING"),
                List.of(
                        "INSERT INTO made VALUES (1, 5, 'five', NULL)",
                        "DELETE FROM made",
                        "INSERT INTO indexed VALUES (1, 'a', 'b')",
                        "DELETE FROM indexed",
                        "INSERT INTO nothing VALUES (1)"));
        assertThat(differences)
                .extracting(Difference::toString)
                .containsExactly(
                        // a NULL where the column has a default: JsonConverter's replace.null.with.default
                        "made/after/d: Debezium has \"x\", here is null",
                        // of a deleted row PostgreSQL sends the key; for columns that are NOT NULL Debezium needs a
                        // value
                        "made/before/n: Debezium has 0, here is null",
                        "made/before/t: Debezium has \"\", here is null",
                        "made/before/d: Debezium has \"x\", here is null",
                        // the key is the replica identity's, not the primary key, which PostgreSQL did not send
                        "indexedkey/id: Debezium has 1, here is ",
                        "indexedkey/code: Debezium has , here is \"a\"",
                        "indexedkey/id: Debezium has 0, here is ",
                        "indexedkey/code: Debezium has , here is \"a\"",
                        "indexed/before/id: Debezium has 0, here is null",
                        "key/id: Debezium has 0, here is ",
                        "key/code: Debezium has , here is \"a\"",
                        "nothingkey: Debezium has {\"id\":1}, here is null");
    }
}
