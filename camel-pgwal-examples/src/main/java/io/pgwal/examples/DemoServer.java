package io.pgwal.examples;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ConnectionSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * The PostgreSQL that an example runs on: the user's own when {@code -Durl} or {@code PGHOST} names one, else one that is
 * started for the example, from binaries that Maven fetched, and is gone at the end.
 */
public final class DemoServer implements AutoCloseable {

    private final Closeable embedded;
    private final String url;

    private DemoServer(Closeable embedded, String url) {
        this.embedded = embedded;
        this.url = url;
    }

    /** Lets a main programme fail with one line instead of a stack trace; the exit code is 1 all the same. */
    public static void failInOneLine() {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) ->
                System.err.println("It did not work: " + (e.getMessage() == null ? e.toString() : e.getMessage())));
    }

    public static DemoServer ownOrEmbedded() throws IOException {
        String url = System.getProperty("url", "");
        String host = System.getenv().getOrDefault("PGHOST", "");
        if (url.isEmpty() && host.isEmpty()) {
            return embedded("logical");
        }
        return new DemoServer(null, url.isEmpty() ? null : url);
    }

    /** One that runs already, and goes on when this is closed. */
    public static DemoServer at(String url) {
        return new DemoServer(null, url);
    }

    /** @param walLevel {@code logical}, without which there is nothing to read */
    public static DemoServer embedded(String walLevel) throws IOException {
        if (ServerOfNobody.isNeeded()) {
            return ofNobody(walLevel);
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", walLevel)
                // the library's default is off, and then a commit shows up only when the WAL writer comes by
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        return new DemoServer(server, url(server.getPort()));
    }

    static DemoServer ofNobody(String walLevel) throws IOException {
        ServerOfNobody server = ServerOfNobody.start(walLevel);
        return new DemoServer(server, url(server.port()));
    }

    /** Says all that PG* variables could say otherwise. */
    private static String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&password=postgres&sslmode=disable";
    }

    public boolean isOwn() {
        return embedded == null;
    }

    /** A JDBC URL; null when the environment's PG* variables say it all. */
    public String url() {
        return url;
    }

    public ConnectionSettings settings() {
        return url == null ? ConnectionSettings.fromEnvironment() : ConnectionSettings.ofUrl(url);
    }

    /** An ordinary connection, in autocommit, to whatever {@link #settings} leads to. */
    public Connection connect() throws SQLException {
        ConnectionSettings settings = settings();
        Properties properties = new Properties(); // what the URL says itself comes before these
        properties.setProperty("user", settings.user());
        fromEnvironment(properties, "password", "PGPASSWORD");
        fromEnvironment(properties, "sslmode", "PGSSLMODE");
        return DriverManager.getConnection(url == null ? "jdbc:" + settings.location() : url, properties);
    }

    private static void fromEnvironment(Properties properties, String name, String variable) {
        String value = System.getenv(variable);
        if (value != null && !value.isEmpty()) {
            properties.setProperty(name, value);
        }
    }

    /** For people: which server, and where. */
    public String describe() throws SQLException {
        try (Connection connection = connect()) {
            String version = "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
            return isOwn()
                    ? "your " + version + ", " + settings().location()
                    : version + ", started for this example and gone after it";
        }
    }

    /** Where a slot stands as PostgreSQL says, once nobody reads it any more. */
    public SlotPosition positionOfFree(String slot) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement sql = connection.prepareStatement(
                        "SELECT confirmed_flush_lsn::text, pg_current_wal_insert_lsn()::text, active"
                                + " FROM pg_replication_slots WHERE slot_name = ?");
                PreparedStatement pause = connection.prepareStatement("SELECT pg_sleep(0.02)")) {
            sql.setString(1, slot);
            for (int looks = 0; looks < 500; looks++) {
                try (ResultSet row = sql.executeQuery()) {
                    if (!row.next()) {
                        throw new IllegalStateException("There is no slot " + slot);
                    }
                    if (!row.getBoolean(3)) {
                        return new SlotPosition(Lsn.parse(row.getString(1)), Lsn.parse(row.getString(2)));
                    }
                }
                pause.execute(); // its walsender is on its way out
            }
            throw new IllegalStateException("The slot " + slot + " is still being read");
        }
    }

    @Override
    public void close() throws IOException {
        if (embedded != null) {
            embedded.close();
        }
    }
}
