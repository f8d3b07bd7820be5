package io.pgwal.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;

/**
 * A running PostgreSQL with {@code wal_level=logical} and room for many slots. Those that {@link OnEveryPostgres} hands
 * out are shared by all tests of the JVM: a test changes nothing of the server itself and works in a
 * {@link #newDatabase() database of its own}.
 */
public class PgServer {

    private final int major;
    private final String host;
    private final int port;
    private final String user;
    private final String password;

    PgServer(int major, String host, int port, String user, String password) {
        this.major = major;
        this.host = Objects.requireNonNull(host);
        this.port = port;
        this.user = Objects.requireNonNull(user);
        this.password = Objects.requireNonNull(password);
    }

    /**
     * A server for one test alone, which may stop it, kill it and start it again. Always of the embedded binaries,
     * wherever the shared servers come from.
     *
     * @param settings on top of {@link ServerSettings#DEFAULTS}, or in place of those of the same name
     */
    public static EmbeddedPgServer start(int major, Map<String, String> settings) {
        return EmbeddedPgServer.startNew(major, ServerSettings.with(settings));
    }

    public int major() {
        return major;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** A superuser. */
    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** Without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** As {@link #user()}, in autocommit. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user, password);
    }

    public TestDatabase newDatabase() throws SQLException {
        return TestDatabase.create(this);
    }

    /** @param encoding of the server, such as SQL_ASCII */
    public TestDatabase newDatabase(String encoding) throws SQLException {
        return TestDatabase.create(this, encoding);
    }

    /** The major, which is what names of tests show. */
    @Override
    public String toString() {
        return Integer.toString(major);
    }
}
