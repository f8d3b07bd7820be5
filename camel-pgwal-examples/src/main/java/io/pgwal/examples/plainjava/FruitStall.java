package io.pgwal.examples.plainjava;

import io.pgwal.examples.DemoServer;
import io.pgwal.replication.ConnectionSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
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
        DemoServer.failInOneLine();
        FruitStall stall = new FruitStall(DemoServer.ownOrEmbedded());
        try {
            System.out.println("On " + stall.server.describe() + ".");
            System.out.println(
                    "Creates there the table, the publication and the slot " + NAME + ", and removes all three.\n");
            stall.sql("BEGIN; CREATE TABLE pgwal_fruit (id int PRIMARY KEY, name text);"
                    + "CREATE PUBLICATION pgwal_fruit FOR TABLE pgwal_fruit; COMMIT");
            return stall;
        } catch (SQLException e) {
            stall.server.close();
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
            if (hasSlot()) {
                System.out.println("\n" + server.positionOfFree(NAME));
                sql("SELECT pg_drop_replication_slot('pgwal_fruit')");
            }
            sql("BEGIN; DROP PUBLICATION pgwal_fruit; DROP TABLE pgwal_fruit; COMMIT");
        }
    }

    private boolean hasSlot() throws SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement();
                ResultSet slot = sql.executeQuery("SELECT FROM pg_replication_slots WHERE slot_name = 'pgwal_fruit'")) {
            return slot.next();
        }
    }
}
