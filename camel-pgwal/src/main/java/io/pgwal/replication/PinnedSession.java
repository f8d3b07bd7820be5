package io.pgwal.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * The settings that each of our sessions has, whatever the role, the database or the server's configuration sets. Made of
 * {@code SET} alone: before {@code search_path} is set, any function or operator could be another user's, and a pooler
 * refuses start-up options.
 *
 * <p>Source: {@code guc_tables.c} of PostgreSQL 14 to 18, each setting that a role may have of its own.
 */
final class PinnedSession {

    /** A setting that ends our sessions or statements, and the first major that has it. */
    private static final Map<String, Integer> TIME_LIMITS = Map.of(
            "statement_timeout", 0,
            "lock_timeout", 0,
            "idle_in_transaction_session_timeout", 0,
            "idle_session_timeout", 14,
            "transaction_timeout", 17);

    /** What refuses our statements, or lets them do something else. */
    private static final List<String> BEHAVIOUR = List.of(
            "SET default_transaction_read_only = off",
            "SET default_transaction_isolation = 'read committed'", // a standby refuses serializable
            "SET default_transaction_deferrable = off",
            "SET standard_conforming_strings = on", // SqlText writes such literals
            "SET client_min_messages = warning", // PostgreSQL 18 tells by a warning that it skips a publication
            "SET exit_on_error = off"); // a slot in use would cost the session

    /** What the text of values depends on. */
    private static final List<String> RENDERING = List.of(
            "SET TimeZone = 'UTC'",
            "SET DateStyle = 'ISO, YMD'",
            "SET IntervalStyle = 'postgres'",
            "SET extra_float_digits = 1",
            "SET bytea_output = 'hex'",
            "SET lc_monetary = 'C'",
            "SET quote_all_identifiers = off");

    private PinnedSession() {}

    /** The session, pinned. Closes it if that fails. */
    static Connection of(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            StringBuilder settings = new StringBuilder("SET search_path = pg_catalog");
            TIME_LIMITS.forEach((name, since) -> {
                if (major >= since) {
                    settings.append("; SET ").append(name).append(" = 0");
                }
            });
            BEHAVIOUR.forEach(set -> settings.append("; ").append(set));
            RENDERING.forEach(set -> settings.append("; ").append(set));
            sql.execute(settings.toString());
            return connection;
        } catch (SQLException | RuntimeException e) {
            Connections.abort(connection);
            throw e;
        }
    }
}
