package io.pgwal.examples.debeziummigration;

import io.pgwal.examples.DemoServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Tables, and what happens to them. Schema, publication and slots have names of their own, and go when it is closed. */
final class Orders implements AutoCloseable {

    static final String NAME = "pgwal_migration";
    static final String SLOT_OF_DEBEZIUM = NAME + "_debezium";
    static final String SLOT_OF_PGWAL = NAME + "_pgwal";

    private static final String OUR_SLOTS =
            "FROM pg_replication_slots WHERE slot_name IN ('" + SLOT_OF_DEBEZIUM + "', '" + SLOT_OF_PGWAL + "')";
    private static final int LOOKS = 600;

    private final Connection connection;
    private boolean created;
    private int step;

    Orders(DemoServer server) throws SQLException {
        this.connection = server.connect();
    }

    /** @throws IllegalStateException when something bears its name already, which might be somebody else's */
    void create() throws SQLException {
        if (count("FROM pg_namespace WHERE nspname = '" + NAME + "'")
                        + count("FROM pg_publication WHERE pubname = '" + NAME + "'")
                        + count(OUR_SLOTS)
                > 0) {
            throw new IllegalStateException("There is a schema, publication or slot " + NAME
                    + " already, which this example would create. If an earlier run left it: " + removal());
        }
        created = true;
        execute("CREATE SCHEMA " + NAME);
        execute("SET search_path = " + NAME);
        for (String paragraph : paragraphs("schema.sql")) {
            execute(paragraph);
        }
    }

    /** Debezium makes its slot some time after its route's start; what is committed before that it does not see. */
    void awaitReaders() throws SQLException {
        await("active", 2, "The two routes do not read their slots");
    }

    /** A paragraph of SQL, and a row that says that it is over. */
    void run(String paragraph) throws SQLException {
        execute(paragraph);
        execute("INSERT INTO ends VALUES (" + ++step + ")");
    }

    private void await(String state, int count, String otherwise) throws SQLException {
        for (int looks = 0; looks < LOOKS; looks++) {
            if (count(OUR_SLOTS + " AND " + state) == count) {
                return;
            }
            execute("SELECT pg_sleep(0.1)");
        }
        throw new IllegalStateException(otherwise);
    }

    private int count(String from) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) " + from)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Comments say what the statements after them do. */
    static List<String> paragraphs(String file) {
        try (InputStream in = Orders.class.getResourceAsStream("/debezium-migration/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.strip().split("\\R\\s*\\R"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String removal() {
        return "SELECT pg_drop_replication_slot(slot_name) " + OUR_SLOTS + "; DROP PUBLICATION IF EXISTS " + NAME
                + "; DROP SCHEMA IF EXISTS " + NAME + " CASCADE";
    }

    /** Both routes are stopped when this is called. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (created) {
                created = false;
                await("active", 0, "The slots are still being read. Remove them by hand: " + removal());
                execute("SET client_min_messages = warning"); // not which tables went with their schema
                execute(removal());
            }
        }
    }
}
