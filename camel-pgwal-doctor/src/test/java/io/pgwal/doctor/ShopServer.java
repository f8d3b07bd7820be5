package io.pgwal.doctor;

import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A server of its own with a database {@code shop} and a role {@code shop_cdc} that may replicate and nothing more. */
final class ShopServer implements AutoCloseable {

    final EmbeddedPgServer server;

    private ShopServer(EmbeddedPgServer server) {
        this.server = server;
    }

    static ShopServer start(int major, Map<String, String> settings) throws SQLException {
        ShopServer shop = new ShopServer(PgServer.start(major, settings));
        try (Connection connection = shop.server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
        }
        shop.sql(
                "CREATE ROLE shop_cdc LOGIN REPLICATION PASSWORD 's3cret-pass'",
                "CREATE TABLE customers (id int PRIMARY KEY, name text)",
                "CREATE TABLE orders (id bigint PRIMARY KEY, customer int REFERENCES customers)");
        return shop;
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = server.connect("shop");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** As {@code shop_cdc}. */
    DoctorProcess doctor(String... more) throws Exception {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "--url=" + server.jdbcUrl("shop") + "?user=shop_cdc&password=s3cret-pass";
        arguments[1] = "--slot=shop";
        arguments[2] = "--publication=shop";
        System.arraycopy(more, 0, arguments, 3, more.length);
        return DoctorProcess.run(Map.of(), arguments);
    }

    @Override
    public void close() {
        server.close();
    }
}
