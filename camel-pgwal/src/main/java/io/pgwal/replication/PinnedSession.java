package io.pgwal.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings that each of our sessions has, whatever the role, the database or the server's configuration sets. Made of
 * {@code SET} alone: before {@code search_path} is set, any function or operator could be another user's, and a pooler
 * refuses start-up options.
 *
 * <p>Source: {@code guc_tables.c} of PostgreSQL 14 to 18, each setting that a role may have of its own.
 */
public final class PinnedSession {

    /** A setting that ends our sessions or statements, and the first major that has it. */
    private static final Map<String, Integer> TIME_LIMITS = Map.of(
            "statement_timeout", 0,
            "lock_timeout", 0,
            "idle_in_transaction_session_timeout", 0,
            "idle_session_timeout", 14,
            "transaction_timeout", 17,
            "tcp_user_timeout", 0); // back-pressure leaves the server's data unsent for as long as a route takes

    /** What refuses our statements, or lets them do something else. */
    private static final Map<String, String> BEHAVIOUR = Map.of(
            "default_transaction_read_only", "off",
            "default_transaction_isolation", "'read committed'", // a standby refuses serializable
            "default_transaction_deferrable", "off",
            "standard_conforming_strings", "on", // SqlText writes such literals
            "client_min_messages", "warning", // PostgreSQL 18 tells by a warning that it skips a publication
            "exit_on_error", "off"); // an error, such as a slot in use, would end the session

    /** What the text of values depends on. */
    private static final Map<String, String> RENDERING = Map.of(
            "TimeZone", "'UTC'",
            "DateStyle", "'ISO, YMD'",
            "IntervalStyle", "'postgres'",
            "extra_float_digits", "1",
            "bytea_output", "'hex'",
            "lc_monetary", "'C'",
            "quote_all_identifiers", "off");

    private PinnedSession() {}

    /** The session, pinned. Closes it if that fails. */
    static Connection of(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            StringBuilder settings = new StringBuilder("SET search_path = pg_catalog");
            TIME_LIMITS.forEach((name, since) -> {
                if (major >= since) {
                    append(settings, name, "0");
                }
            });
            BEHAVIOUR.forEach((name, value) -> append(settings, name, value));
            RENDERING.forEach((name, value) -> append(settings, name, value));
            sql.execute(settings.toString());
            return connection;
        } catch (SQLException | RuntimeException e) {
            Connections.abort(connection);
            throw e;
        }
    }

    private static void append(StringBuilder settings, String name, String value) {
        settings.append("; SET ").append(name).append(" = ").append(value);
    }

    /** Settings by which a role or a database limits its sessions, and which do not hold in ours; in lower case. */
    public static Set<String> overridden() {
        Set<String> names = new TreeSet<>(TIME_LIMITS.keySet());
        names.addAll(BEHAVIOUR.keySet());
        return names;
    }
}
