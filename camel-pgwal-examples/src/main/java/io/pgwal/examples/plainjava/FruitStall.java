package io.pgwal.examples.plainjava;

import io.pgwal.examples.DemoServer;
import io.pgwal.replication.ConnectionSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Something to read: one published table on a {@link DemoServer}. What it creates is removed when it is closed. */
final class FruitStall implements AutoCloseable {

    /** How many {@link #sell} makes. */
    static final int CHANGES = 4;

    private static final String NAME = "pgwal_fruit";

    private final DemoServer server;

    private FruitStall(DemoServer server) {
        this.server = server;
    }

    /** Fails, and changes nothing, when the server has something of these names already. */
    static FruitStall open() throws IOException, SQLException {
        DemoServer server = DemoServer.ownOrEmbedded();
        FruitStall stall = new FruitStall(server);
        try {
            System.out.println("On " + server.describe() + ".");
            System.out.println(
                    "Creates there the table, the publication and the slot " + NAME + ", and removes all three.\n");
            stall.sql("BEGIN; CREATE TABLE pgwal_fruit (id int PRIMARY KEY, name text);"
                    + "CREATE PUBLICATION pgwal_fruit FOR TABLE pgwal_fruit; COMMIT");
            return stall;
        } catch (SQLException e) {
            server.close();
            throw e;
        }
    }

    ConnectionSettings connection() {
        return server.settings();
    }

    String slot() {
        return NAME;
    }

    String publication() {
        return NAME;
    }

    void sell() throws SQLException {
        sql("INSERT INTO pgwal_fruit VALUES (1, 'apple'), (2, 'quince')");
        sql("UPDATE pgwal_fruit SET name = 'pear' WHERE id = 1");
        sql("DELETE FROM pgwal_fruit WHERE id = 2");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        try (server) {
            System.out.println("\nPostgreSQL says: the slot is confirmed up to " + server.confirmedOfFreeSlot(NAME));
            sql("SELECT pg_drop_replication_slot('pgwal_fruit')");
            sql("BEGIN; DROP PUBLICATION pgwal_fruit; DROP TABLE pgwal_fruit; COMMIT");
        }
    }
}
