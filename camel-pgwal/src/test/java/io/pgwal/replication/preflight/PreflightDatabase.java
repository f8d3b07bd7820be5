package io.pgwal.replication.preflight;

import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database with a published table, and a role that may replicate and nothing more, as whom it is looked at. */
abstract class PreflightDatabase {

    final PgServer server;
    TestDatabase database;
    PreflightFixture preflight;

    PreflightDatabase(PgServer server) {
        this.server = server;
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.newDatabase();
        database.sql(
                "CREATE TABLE t (id int PRIMARY KEY, name text)",
                "CREATE PUBLICATION pub FOR TABLE t",
                "CREATE ROLE " + role() + " LOGIN REPLICATION PASSWORD 's3cret-pass'");
        preflight = PreflightFixture.as(database, role(), "s3cret-pass");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        String name = role();
        database.close();
        try (Connection connection = server.connect("postgres");
                Statement sql = connection.createStatement()) {
            sql.execute("DROP ROLE " + name);
        }
    }

    void createSlot() throws SQLException {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    String role() {
        return database.name() + "_role";
    }
}
