package io.pgwal.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where the server is and how to get in. What is not given comes from libpq's environment variables, then from libpq's
 * defaults: whoever can run {@code psql} can connect. The password may also stand in {@code ~/.pgpass}, which the driver
 * reads.
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

    /** From the environment of this process alone: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE. */
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
        return properties.getProperty(property) != null || url.contains(property + "=");
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

        /** @param value 0 for not given */
        public Builder port(int value) {
            port = value == 0 ? null : Integer.toString(value);
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

        public ConnectionSettings build() {
            Properties given = new Properties();
            given.putAll(properties);
            boolean ownUrl = url != null && !url.isEmpty();
            Properties parsed = ownUrl ? Driver.parseURL(url, null) : new Properties();
            if (parsed == null) {
                throw ReplicationFailure.badSetting(
                        "url", "is not a JDBC URL of PostgreSQL (jdbc:postgresql://host/database)");
            }
            if (ownUrl && url.split("\\?", 2)[0].contains("@")) {
                throw ReplicationFailure.badSetting(
                        "url",
                        "holds something before @, which the driver takes for the host: use username and password");
            }
            String user = first(
                    given.getProperty("user"),
                    parsed.getProperty("user"),
                    environment.get("PGUSER"),
                    System.getProperty("user.name"));
            fill(given, parsed, "user", user);
            fill(given, parsed, "password", environment.get("PGPASSWORD"));
            fill(given, parsed, "sslmode", environment.get("PGSSLMODE"));
            fill(given, parsed, "loginTimeout", "30"); // connectTimeout ends when TCP is there
            // how long the driver believes that a standby is one; its own 10 s would delay every failover
            fill(given, parsed, "hostRecheckSeconds", "1");
            if (ownUrl) {
                return new ConnectionSettings(url, given, user, first(parsed.getProperty("PGDBNAME"), user));
            }
            String name = first(database, environment.get("PGDATABASE"), user);
            String address = bracketed(first(host, environment.get("PGHOST"), "localhost")) + ":"
                    + first(port, environment.get("PGPORT"), "5432");
            return new ConnectionSettings("jdbc:postgresql://" + address + "/" + escaped(name), given, user, name);
        }

        private static void fill(Properties given, Properties parsed, String name, String value) {
            if (value != null && given.getProperty(name) == null && parsed.getProperty(name) == null) {
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

        /** An IPv6 address stands in brackets in a URL; for the folder of a Unix socket, which Java's driver cannot use, TCP on this machine. */
        private static String bracketed(String host) {
            if (host.startsWith("/")) {
                return "localhost";
            }
            return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        }

        private static String escaped(String database) {
            return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("+", "%20");
        }
    }
}
