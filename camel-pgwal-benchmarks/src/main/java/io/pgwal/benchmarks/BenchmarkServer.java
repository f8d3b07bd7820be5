package io.pgwal.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.postgresql.Driver;

/** The server that is read from: one that is started for this run and gone after it, or a given one. */
public final class BenchmarkServer implements AutoCloseable {

    /** Commits come at once, the disk plays no part, and nothing runs beside the workload. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("wal_level", "logical"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("fsync", "off"),
            Map.entry("autovacuum", "off"),
            Map.entry("max_wal_size", "32GB"),
            Map.entry("checkpoint_timeout", "1h"),
            Map.entry("shared_buffers", "512MB"),
            Map.entry("max_replication_slots", "200"),
            Map.entry("max_wal_senders", "20"));

    private final EmbeddedPostgres embedded;
    private final String url;

    private BenchmarkServer(EmbeddedPostgres embedded, String url) {
        this.embedded = embedded;
        this.url = url;
    }

    /** @param url JDBC, of a superuser; on this machine, for CPU and clock are read from it */
    static BenchmarkServer given(String url) {
        return new BenchmarkServer(null, url);
    }

    /** @param directory of the build, which holds {@code postgres/postgres-<major>.jar} */
    static BenchmarkServer embedded(int major, Path directory) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(new Binaries(directory.resolve("postgres/postgres-" + major + ".jar")))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("postgres/server.log").toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("postgres/server.log").toFile()))
                .setPGStartupWait(Duration.ofSeconds(60));
        SETTINGS.forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        return new BenchmarkServer(
                server,
                "jdbc:postgresql://localhost:" + server.getPort()
                        + "/postgres?user=postgres&password=postgres&sslmode=disable");
    }

    /** JDBC, with user and password. */
    public String url() {
        return url;
    }

    /** For a process that is told by libpq's environment variables. */
    Map<String, String> environment() {
        Properties parsed = Driver.parseURL(url, null);
        return Map.of(
                "PGHOST", parsed.getProperty("PGHOST"),
                "PGPORT", parsed.getProperty("PGPORT"),
                "PGDATABASE", parsed.getProperty("PGDBNAME"),
                "PGUSER", parsed.getProperty("user", "postgres"),
                "PGPASSWORD", parsed.getProperty("password", ""));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    void execute(List<String> statements) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }

    String version() throws SQLException {
        try (Connection connection = connect()) {
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }

    @Override
    public void close() throws IOException {
        if (embedded != null) {
            embedded.close();
        }
    }

    /** Out of an archive that the build copied. */
    private record Binaries(Path jar) implements PgBinaryResolver {
        @Override
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            if (Files.notExists(jar)) {
                throw new FileNotFoundException(jar.toAbsolutePath() + " is not there: --postgres takes 15, 17 or 18,"
                        + " whose binaries the build copies");
            }
            try (JarFile file = new JarFile(jar.toFile())) {
                JarEntry archive = file.stream()
                        .filter(entry -> entry.getName().endsWith(".txz"))
                        .findFirst()
                        .orElseThrow(() -> new FileNotFoundException("no .txz in " + jar));
                try (InputStream in = file.getInputStream(archive)) {
                    return new ByteArrayInputStream(in.readAllBytes());
                }
            }
        }
    }
}
