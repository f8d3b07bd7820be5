package io.pgwal.testing;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh database on a server, gone with everything that was made in it when it is closed. */
public final class TestDatabase implements AutoCloseable {

    /** Several runs may share a given server. */
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final PgServer server;
    private final String name;

    private TestDatabase(PgServer server, String name) {
        this.server = server;
        this.name = name;
    }

    static TestDatabase create(PgServer server) throws SQLException {
        return create(server, "UTF8");
    }

    static TestDatabase create(PgServer server, String encoding) throws SQLException {
        TestDatabase database = new TestDatabase(server, "pgwal_" + RUN + "_" + COUNT.incrementAndGet());
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database.name + " TEMPLATE template0 ENCODING '" + encoding
                    + "' LC_COLLATE 'C' LC_CTYPE 'C'");
        }
        return database;
    }

    public String name() {
        return name;
    }

    public PgServer server() {
        return server;
    }

    /** A name for this database's slot; slots are named for the whole server. This does not create it. */
    public String slot() {
        return name + "_slot";
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public Connection connect() throws SQLException {
        return server.connect(name);
    }

    /** Runs them one after the other on one connection, each a transaction unless one says BEGIN. */
    public void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /**
     * @return the one column of the one row, or null where that is NULL
     * @throws IllegalStateException when the answer has another shape
     */
    public <T> T queryOne(String sql, Class<T> type) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (rows.getMetaData().getColumnCount() != 1 || !rows.next()) {
                throw new IllegalStateException("not one column of one row: " + sql);
            }
            T value = rows.getObject(1, type);
            if (rows.next()) {
                throw new IllegalStateException("more than one row: " + sql);
            }
            return value;
        }
    }

    /**
     * Ends its backends, walsenders included, rolls back what is prepared, drops its slots and itself.
     *
     * <p>On a server that does not run it does nothing.
     */
    @Override
    public void close() throws SQLException {
        if (server instanceof EmbeddedPgServer embedded && !embedded.isRunning()) {
            return;
        }
        rollBackPrepared();
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            // or whoever reconnects by itself would come back
            statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
            String mine = " WHERE datname = '" + name + "'";
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + mine);
                        return strings(statement, "SELECT pid::text FROM pg_stat_activity" + mine)
                                .isEmpty();
                    });
            statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '"
                    + name + "'");
            statement.execute("DROP DATABASE " + name);
        }
    }

    private void rollBackPrepared() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String gid : strings(
                    statement, "SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = '" + name + "'")) {
                statement.execute("ROLLBACK PREPARED " + gid);
            }
        }
    }

    private static List<String> strings(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
