package io.pgwal.protocol;

import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What the recorded servers were made to do: once everything that pgoutput has a message for. */
final class RecordedWorkload {

    static final String PUBLICATION = "Recorded, \"all\"";

    /** In SQL and in publication_names alike. */
    static final String QUOTED_PUBLICATION = PUBLICATION.replace("\"", "\"\"");

    /** 90 kB in a table that is not published: fills the server's memory and not the recording. */
    private static final String FILL = "INSERT INTO filler SELECT n, repeat('x', 1500) FROM generate_series(1, 60) n";

    private final TestDatabase database;
    private final Recorder recorder;

    RecordedWorkload(TestDatabase database, Recorder recorder) {
        this.database = database;
        this.recorder = recorder;
    }

    static void prepare(TestDatabase database) throws SQLException {
        database.sql(
                "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
                "CREATE TABLE with_key (id int PRIMARY KEY, name varchar(40), mood mood, amount positive, big text)",
                "ALTER TABLE with_key ALTER COLUMN big SET STORAGE EXTERNAL",
                "CREATE TABLE without_key (id int, note text)",
                "CREATE TABLE no_identity (id int, note text)",
                "ALTER TABLE no_identity REPLICA IDENTITY NOTHING",
                "CREATE TABLE full_row (id int PRIMARY KEY, name text, big text)",
                "ALTER TABLE full_row ALTER COLUMN big SET STORAGE EXTERNAL",
                "ALTER TABLE full_row REPLICA IDENTITY FULL",
                "CREATE TABLE by_index (id int, code text NOT NULL UNIQUE, note text)",
                "ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_code_key",
                "CREATE TABLE parent (id serial PRIMARY KEY)",
                "CREATE TABLE child (parent int REFERENCES parent)",
                "CREATE TABLE filler (id int, filling text)",
                "CREATE PUBLICATION \"" + QUOTED_PUBLICATION + "\" FOR TABLE with_key, without_key, no_identity, "
                        + "full_row, by_index, parent, child",
                "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    void run() throws SQLException {
        rows();
        schemaChanges();
        messages();
        origins();
        streamedAndCommitted();
        streamedAndRolledBack();
        prepared("", "committed small", "COMMIT PREPARED");
        prepared("", "rolled back small", "ROLLBACK PREPARED");
        prepared(FILL, "committed large", "COMMIT PREPARED");
        prepared(FILL, "rolled back large", "ROLLBACK PREPARED");
    }

    private void rows() throws SQLException {
        database.sql(
                "INSERT INTO with_key VALUES (1, 'naïve', 'happy', 7, repeat('toast', 500)), (2, NULL, NULL, NULL, '')",
                "UPDATE with_key SET name = 'new name' WHERE id = 1", // big is unchanged
                "UPDATE with_key SET id = 3 WHERE id = 2", // the key changes
                "DELETE FROM with_key WHERE id = 3",
                "INSERT INTO without_key VALUES (1, 'a')",
                "INSERT INTO no_identity VALUES (1, 'b')",
                "INSERT INTO full_row VALUES (1, 'c', repeat('toast', 500))",
                "UPDATE full_row SET name = 'd'",
                "DELETE FROM full_row",
                "INSERT INTO by_index VALUES (1, 'one', 'e'), (2, 'two', 'f')",
                "UPDATE by_index SET note = 'g'",
                "UPDATE by_index SET code = 'three' WHERE id = 2",
                "DELETE FROM by_index WHERE id = 1",
                "INSERT INTO parent DEFAULT VALUES",
                "INSERT INTO child VALUES (1)",
                "TRUNCATE parent, without_key RESTART IDENTITY CASCADE",
                "TRUNCATE by_index",
                "INSERT INTO filler VALUES (0, 'no one sees this')");
        recorder.catchUp();
    }

    private void schemaChanges() throws SQLException {
        database.sql(
                "BEGIN",
                "INSERT INTO without_key VALUES (2, 'before')",
                "SAVEPOINT undone",
                "INSERT INTO without_key VALUES (3, 'never seen')",
                "ROLLBACK TO undone",
                "ALTER TABLE without_key ADD COLUMN more mood[]",
                "INSERT INTO without_key VALUES (4, 'after', '{ok,sad}')",
                "COMMIT");
        recorder.catchUp();
    }

    private void messages() throws SQLException {
        database.sql(
                "SELECT pg_logical_emit_message(false, 'outside', 'at once')",
                "BEGIN",
                "INSERT INTO without_key VALUES (5, 'with a message')",
                "SELECT pg_logical_emit_message(true, 'within', '\\x00ff'::bytea)",
                "COMMIT",
                "BEGIN",
                "SELECT pg_logical_emit_message(false, 'outside', 'although rolled back')",
                "SELECT pg_logical_emit_message(true, 'within', 'rolled back')",
                "ROLLBACK");
        recorder.catchUp();
    }

    private void origins() throws SQLException {
        String origin = database.name() + "_origin";
        database.sql(
                "SELECT pg_replication_origin_create('" + origin + "')",
                "SELECT pg_replication_origin_session_setup('" + origin + "')",
                "BEGIN",
                "SELECT pg_replication_origin_xact_setup('16/B374D848', '2024-09-14 11:47:52.345Z')",
                "INSERT INTO without_key VALUES (6, 'from elsewhere')",
                "COMMIT",
                "BEGIN",
                "SELECT pg_replication_origin_xact_setup('16/B374D900', '2024-09-14 11:47:53Z')",
                "INSERT INTO without_key SELECT n, 'from elsewhere' FROM generate_series(1, 3) n",
                FILL,
                "COMMIT",
                "SELECT pg_replication_origin_session_reset()");
        recorder.catchUp();
        database.sql("SELECT pg_replication_origin_drop('" + origin + "')");
    }

    /** Two blocks or more, of two transactions that interleave; a subtransaction goes after it was streamed. */
    private void streamedAndCommitted() throws SQLException {
        try (Connection first = database.connect();
                Connection second = database.connect()) {
            run(
                    first,
                    "BEGIN",
                    "INSERT INTO with_key SELECT n, 'streamed', 'ok', n, '' FROM generate_series(100, 105) n",
                    FILL,
                    "SAVEPOINT undone",
                    "INSERT INTO with_key SELECT n, 'undone', 'sad', n, '' FROM generate_series(200, 205) n",
                    FILL);
            recorder.catchUp();
            run(second, "BEGIN", "INSERT INTO full_row VALUES (2, 'streamed too', '')", FILL);
            recorder.catchUp();
            run(
                    first,
                    "ROLLBACK TO undone",
                    "UPDATE with_key SET id = id + 1000, mood = 'happy' WHERE id < 103",
                    "DELETE FROM with_key WHERE id = 104",
                    "SELECT pg_logical_emit_message(true, 'within', 'streamed')",
                    "ALTER TABLE no_identity ADD COLUMN more positive",
                    "INSERT INTO no_identity VALUES (2, 'streamed', 9)",
                    "TRUNCATE child",
                    FILL);
            recorder.catchUp();
            run(second, "DELETE FROM full_row WHERE id = 2", FILL, "COMMIT");
            run(first, "COMMIT");
        }
        recorder.catchUp();
    }

    private void streamedAndRolledBack() throws SQLException {
        try (Connection connection = database.connect()) {
            run(
                    connection,
                    "BEGIN",
                    "INSERT INTO with_key SELECT n, 'rolled back', NULL, NULL, '' FROM generate_series(300, 303) n",
                    FILL);
            recorder.catchUp();
            run(connection, "ROLLBACK");
        }
        recorder.catchUp();
    }

    private void prepared(String filling, String gid, String end) throws SQLException {
        String name = database.name() + " " + gid;
        database.sql(
                "BEGIN",
                "INSERT INTO without_key VALUES (7, '" + gid + "')",
                filling,
                "PREPARE TRANSACTION '" + name + "'");
        recorder.catchUp();
        database.sql(end + " '" + name + "'");
        recorder.catchUp();
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
