package io.pgwal.examples.tokafka;

import io.pgwal.examples.DemoServer;
import io.pgwal.protocol.Lsn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** A table that is worked on. Its schema, publication and slot bear one name, and go when it is closed. */
final class Stock implements AutoCloseable {

    static final String NAME = "pgwal_stock";

    private final Connection connection;
    private boolean created;

    Stock(DemoServer server) throws SQLException {
        this.connection = server.connect();
    }

    /** @throws IllegalStateException when something bears its name already, which might be somebody else's */
    void create() throws SQLException {
        boolean taken = !text("SELECT string_agg(what, ' and ') FROM (SELECT 'schema' AS what FROM pg_namespace"
                        + " WHERE nspname = '" + NAME + "' UNION SELECT 'publication' FROM pg_publication"
                        + " WHERE pubname = '" + NAME + "' UNION SELECT 'slot' FROM pg_replication_slots"
                        + " WHERE slot_name = '" + NAME + "') found")
                .isEmpty();
        if (taken) {
            throw new IllegalStateException("There is a schema, publication or slot " + NAME
                    + " already, which this example would create. If an earlier run left it: " + removal());
        }
        created = true;
        run("schema.sql");
    }

    /** Statement by statement, each its own transaction or several. */
    void run(String file) throws SQLException {
        for (String statement : statements(file)) {
            execute(statement);
        }
    }

    void execute(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static List<String> statements(String file) {
        try (InputStream in = Stock.class.getResourceAsStream("/to-kafka/" + file)) {
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\\R\\s*\\R"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For each key its changes in the order of their commits, as PostgreSQL's trigger saw them. */
    void tell(Histories histories) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT id, change FROM pgwal_stock.history ORDER BY n")) {
            while (rows.next()) {
                histories.committed("{\"id\":" + rows.getInt(1) + "}", rows.getString(2));
            }
        }
    }

    /** Up to where PostgreSQL may forget. */
    Lsn acknowledged() throws SQLException {
        return Lsn.parse(text("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '" + NAME + "'"));
    }

    /** Up to where it has written. */
    Lsn written() throws SQLException {
        return Lsn.parse(text("SELECT pg_current_wal_insert_lsn()"));
    }

    /** @throws IllegalStateException when PostgreSQL does not hear of it in this time */
    void awaitAcknowledged(Lsn position, Duration longest) throws SQLException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (position.isAfter(acknowledged())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Acknowledged is " + acknowledged() + ", not yet " + position + ", after " + longest);
            }
            execute("SELECT pg_sleep(0.02)");
        }
    }

    /** Empty for no row and for NULL. */
    private String text(String query) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(query);
                ResultSet row = sql.executeQuery()) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }

    private static String removal() {
        return "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + NAME
                + "'; DROP PUBLICATION IF EXISTS " + NAME + "; DROP SCHEMA IF EXISTS " + NAME + " CASCADE";
    }

    /** Nobody reads the slot any more when this is called. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (created) {
                execute("SET client_min_messages = warning"); // not which tables went with their schema
                execute(removal());
                created = false;
            }
        }
    }
}
