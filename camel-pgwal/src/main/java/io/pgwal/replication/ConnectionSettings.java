package io.pgwal.replication;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where the server is and how to get in. Parameters that are not given come from libpq's service file and environment
 * variables ({@link LibpqEnvironment}), then from libpq's defaults. The password may also stand in {@code ~/.pgpass} or the
 * file that PGPASSFILE names, which the driver reads.
 */
public final class ConnectionSettings {

    /** A server that accepts a connection and then says nothing must not keep us for ever. */
    private static final int ANSWER_SECONDS = 20;

    private final String url;
    private final Properties properties;
    private final String user;
    private final String database;
    /** What the server's views show, unless the settings have a name of their own. */
    private final String applicationName;

    private ConnectionSettings(String url, Properties properties, String user, String database) {
        this(url, properties, user, database, "camel-pgwal");
    }

    private ConnectionSettings(
            String url, Properties properties, String user, String database, String applicationName) {
        this.url = url;
        this.properties = properties;
        this.user = user;
        this.database = database;
        this.applicationName = applicationName;
    }

    /** From the environment of this process alone: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, ... */
    public static ConnectionSettings fromEnvironment() {
        return new Builder(System.getenv()).build();
    }

    /** @param jdbcUrl {@code jdbc:postgresql://host1,host2/database?...}; several hosts are tried in order */
    public static ConnectionSettings ofUrl(String jdbcUrl) {
        return builder().url(jdbcUrl).build();
    }

    public static Builder builder() {
        return new Builder(System.getenv());
    }

    /** The same, for sessions about a slot, whose name is then in their application_name. */
    public ConnectionSettings forSlot(String slot) {
        return new ConnectionSettings(url, properties, user, database, applicationName(slot));
    }

    /** PostgreSQL cuts a longer name, with a notice. */
    private static String applicationName(String slot) {
        String name = "camel-pgwal " + slot;
        return name.substring(0, Math.min(63, name.length()));
    }

    public String user() {
        return user;
    }

    public String database() {
        return database;
    }

    /** Hosts, ports and database, without anything secret. */
    public String location() {
        int query = url.indexOf('?');
        return query < 0 ? url.substring("jdbc:".length()) : url.substring("jdbc:".length(), query);
    }

    /** For SQL: an ordinary session, pinned by {@link PinnedSession}. A question without an answer fails after a while. */
    public Connection connect() throws SQLException {
        Properties more = new Properties();
        if (!isSet("socketTimeout")) {
            more.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
        }
        return open(more);
    }

    /**
     * For the stream: a walsender session, pinned by {@link PinnedSession}. SQL works on it too, in the simple query
     * protocol. It gives up when an answer takes {@value #ANSWER_SECONDS} s; no longer when the stream is read, where a read
     * that times out in the middle of a message loses its place.
     */
    public Connection connectForReplication() throws SQLException {
        Properties more = new Properties();
        more.setProperty("replication", "database");
        // below 9.4 the driver leaves the replication parameter out, silently
        more.setProperty("assumeMinServerVersion", "14");
        more.setProperty("preferQueryMode", "simple");
        more.setProperty("tcpKeepAlive", "true");
        more.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
        if (!isSet("socketFactory") && !isSet("classLoaderStrategy") && driverSeesUs()) {
            more.setProperty("socketFactory", WalSocketFactory.class.getName());
        }
        return open(more);
    }

    private boolean isSet(String property) {
        return effective(property) != null;
    }

    /** What the driver goes by: the URL, then the properties. Null when neither has it. */
    private String effective(String property) {
        Properties parsed = Driver.parseURL(url, null);
        String ofUrl = parsed == null ? null : parsed.getProperty(property);
        return ofUrl == null ? properties.getProperty(property) : ofUrl;
    }

    /** Whether a server without TLS is refused. */
    boolean requiresTls() {
        String mode = String.valueOf(effective("sslmode"));
        return mode.equals("require") || checksTls();
    }

    /** Whether the server's certificate is looked at, or one of ours is shown. */
    boolean checksTls() {
        return String.valueOf(effective("sslmode")).startsWith("verify-") || isSet("sslkey");
    }

    /** Whether the server is sent settings of somebody's at the start of a session. */
    boolean sendsOptions() {
        return isSet("options");
    }

    List<InetSocketAddress> addresses() {
        return Addresses.of(effective("PGHOST"), effective("PGPORT")).sockets();
    }

    /** A driver that an application server brings may not know our classes. */
    static boolean driverSeesUs() {
        try {
            return Class.forName(WalSocketFactory.class.getName(), false, Driver.class.getClassLoader())
                    == WalSocketFactory.class;
        } catch (ClassNotFoundException e) {
            return false; // then the stream is read as it comes: slower, and not otherwise different
        }
    }

    private Connection open(Properties more) throws SQLException {
        Properties all = new Properties();
        if (!isSet("ApplicationName")) {
            all.setProperty("ApplicationName", applicationName);
        }
        all.putAll(properties);
        all.putAll(more);
        all.setProperty("allowEncodingChanges", "true"); // for StoredBytes
        // not DriverManager: its errors quote the whole URL, and a URL may hold a password
        Connection connection = new Driver().connect(url, all);
        if (connection == null) {
            throw ReplicationFailure.badSetting(
                    "url", "is not a JDBC URL of PostgreSQL (jdbc:postgresql://host/database)");
        }
        return PinnedSession.of(connection);
    }

    @Override
    public String toString() {
        return user + "@" + location();
    }

    /** Null and empty values count as not given. */
    public static final class Builder {

        private final Map<String, String> environment;
        private final Map<String, String> properties = new HashMap<>();
        private String url;
        private String host;
        private String port;
        private String database;

        Builder(Map<String, String> environment) {
            this.environment = environment;
        }

        public Builder url(String value) {
            url = value;
            return this;
        }

        public Builder host(String value) {
            host = value;
            return this;
        }

        /** @param value null for not given */
        public Builder port(Integer value) {
            port = value == null ? null : Integer.toString(value);
            return this;
        }

        public Builder database(String value) {
            database = value;
            return this;
        }

        public Builder username(String value) {
            return property("user", value);
        }

        public Builder password(String value) {
            return property("password", value);
        }

        public Builder connectTimeout(Duration value) {
            return property("connectTimeout", Long.toString(Math.max(1, value.toSeconds())));
        }

        /** A connection parameter of pgjdbc by its own name. */
        public Builder property(String name, String value) {
            if (value != null && !value.isEmpty()) {
                properties.put(name, value);
            }
            return this;
        }

        /** @throws ReplicationFailure BAD_SETTING naming the option */
        public ConnectionSettings build() {
            boolean ownUrl = url != null && !url.isEmpty();
            Properties parsed = ownUrl ? parsed() : new Properties();
            DriverParameters.refuseContradiction(properties, parsed);
            LibpqEnvironment libpq = new LibpqEnvironment(ownUrl ? withoutService() : environment);
            Properties given = new Properties();
            given.putAll(properties);
            String user = first(
                    given.getProperty("user"),
                    parsed.getProperty("user"),
                    libpq.user(),
                    System.getProperty("user.name"));
            fill(given, parsed, "user", user);
            libpq.parameters().forEach((name, value) -> fill(given, parsed, name, value));
            fill(given, parsed, "loginTimeout", "30"); // connectTimeout ends when TCP is there
            // how long the driver believes that a standby is one; its own 10 s would delay every failover
            fill(given, parsed, "hostRecheckSeconds", "1");
            // DETAIL may quote rows
            fill(given, parsed, "logServerErrorDetail", "false");
            DriverParameters.check(given);
            DriverParameters.check(parsed);
            if (ownUrl) {
                return new ConnectionSettings(url, given, user, first(parsed.getProperty("PGDBNAME"), user));
            }
            String name = first(database, libpq.database(), user);
            Addresses addresses =
                    Addresses.of(first(host, libpq.host(), "localhost"), first(port, libpq.port(), "5432"));
            return new ConnectionSettings(
                    "jdbc:postgresql://" + addresses.inUrl() + "/" + escaped(name), given, user, name);
        }

        private Properties parsed() {
            if (host != null && !host.isEmpty() || port != null || database != null && !database.isEmpty()) {
                throw ReplicationFailure.badSetting(
                        "url", "is a whole address, and host, port or database is set too: leave one of the two out");
            }
            // before the driver parses it, which would log a part of it
            if (url.split("\\?", 2)[0].contains("@")) {
                throw ReplicationFailure.badSetting(
                        "url",
                        "holds something before @, which the driver takes for the host: use username and password");
            }
            Properties parsed = Driver.parseURL(url, null);
            if (parsed == null) {
                throw ReplicationFailure.badSetting(
                        "url",
                        "is not a JDBC URL of PostgreSQL (jdbc:postgresql://host/database, ports from 1 to 65535)");
            }
            return parsed;
        }

        /** A URL says where the server is, and so would a service. */
        private Map<String, String> withoutService() {
            Map<String, String> rest = new HashMap<>(environment);
            rest.remove("PGSERVICE");
            return rest;
        }

        private static void fill(Properties given, Properties parsed, String name, String value) {
            if (value != null
                    && !value.isEmpty()
                    && given.getProperty(name) == null
                    && parsed.getProperty(name) == null) {
                given.setProperty(name, value);
            }
        }

        private static String first(String... candidates) {
            for (String candidate : candidates) {
                if (candidate != null && !candidate.isEmpty()) {
                    return candidate;
                }
            }
            return null;
        }

        private static String escaped(String database) {
            return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("+", "%20");
        }
    }
}
