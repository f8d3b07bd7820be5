package io.pgwal.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.Driver;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The servers that all tests of this JVM share, each started when it is first asked for and stopped with the JVM.
 *
 * <ul>
 *   <li>{@code -Dpgwal.postgres.majors=15,17}: only these majors
 *   <li>{@code -Dpgwal.postgres.from=embedded}: the binaries in target/postgres, which is the default
 *   <li>{@code -Dpgwal.postgres.from=docker}: the images postgres:14 to postgres:18
 *   <li>{@code -Dpgwal.postgres.url=jdbc:postgresql://host:port/db?user=..&password=..}: this server and no other; it
 *       needs {@link ServerSettings#DEFAULTS} and a superuser
 * </ul>
 */
public final class PgServers {

    private static final List<Integer> SUPPORTED = List.of(14, 15, 16, 17, 18);

    private static final Map<Integer, PgServer> STARTED = new ConcurrentHashMap<>();

    private PgServers() {}

    /** Which majors this run is about, ascending. */
    public static List<Integer> majors() {
        if (System.getProperty("pgwal.postgres.url") != null) {
            return List.of(given().major());
        }
        String wanted = System.getProperty("pgwal.postgres.majors", "");
        if (wanted.isBlank()) {
            return SUPPORTED;
        }
        List<Integer> majors = Arrays.stream(wanted.split(","))
                .map(String::strip)
                .map(Integer::valueOf)
                .sorted()
                .toList();
        if (!SUPPORTED.containsAll(majors)) {
            throw new IllegalArgumentException("pgwal.postgres.majors=" + wanted + ": there are only " + SUPPORTED);
        }
        return majors;
    }

    /** The newest major of this run, for tests that need one server and no matrix. */
    public static PgServer newest() {
        List<Integer> majors = majors();
        return shared(majors.get(majors.size() - 1));
    }

    public static PgServer shared(int major) {
        if (System.getProperty("pgwal.postgres.url") != null) {
            return given();
        }
        String from = System.getProperty("pgwal.postgres.from", "embedded");
        return switch (from) {
            case "embedded" ->
                STARTED.computeIfAbsent(major, it -> EmbeddedPgServer.startNew(it, ServerSettings.DEFAULTS));
            case "docker" -> STARTED.computeIfAbsent(major, PgServers::container);
            default -> throw new IllegalArgumentException("pgwal.postgres.from=" + from + ": embedded or docker");
        };
    }

    private static PgServer given() {
        return STARTED.computeIfAbsent(0, it -> given(System.getProperty("pgwal.postgres.url")));
    }

    private static PgServer given(String url) {
        Properties parts = Driver.parseURL(url, new Properties());
        if (parts == null) {
            throw new IllegalArgumentException("pgwal.postgres.url is no URL of PostgreSQL");
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            return new PgServer(
                    connection.getMetaData().getDatabaseMajorVersion(),
                    parts.getProperty("PGHOST"),
                    Integer.parseInt(parts.getProperty("PGPORT")),
                    parts.getProperty("user", "postgres"),
                    parts.getProperty("password", ""));
        } catch (SQLException e) {
            throw new IllegalStateException("pgwal.postgres.url leads to no server", e);
        }
    }

    /** Stopped with the JVM by Testcontainers' own watchdog. */
    private static PgServer container(int major) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("pgwal.postgres.from=docker, but no Docker answers; "
                    + "leave the property out to test on the embedded binaries");
        }
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major);
        String[] settings = ServerSettings.asArguments(ServerSettings.DEFAULTS);
        String[] command = new String[settings.length + 1];
        command[0] = "postgres";
        System.arraycopy(settings, 0, command, 1, settings.length);
        container.withCommand(command).start();
        return new PgServer(
                major,
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }
}
