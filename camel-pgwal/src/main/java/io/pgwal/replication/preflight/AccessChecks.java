package io.pgwal.replication.preflight;

import io.pgwal.replication.PinnedSession;
import io.pgwal.replication.SqlText;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Who looks, and what they may do. */
final class AccessChecks {

    /** The stream, the watcher beside it, and questions about types. */
    private static final int CONNECTIONS = 3;

    private static final String SETTINGS = """
            SELECT pg_catalog.format('%s of %s', setting,
                       CASE WHEN s.setrole = 0 AND s.setdatabase = 0 THEN 'all roles'
                            WHEN s.setrole = 0 THEN 'the database'
                            WHEN s.setdatabase = 0 THEN 'the role'
                            ELSE 'the role in this database' END)
              FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS setting
             WHERE s.setrole IN (0, (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = session_user))
               AND s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
                                          WHERE d.datname = pg_catalog.current_database()))
               AND pg_catalog.lower(pg_catalog.split_part(setting, '=', 1)) = ANY (?::pg_catalog.text[])
             ORDER BY 1""";

    private AccessChecks() {}

    static void role(Examination on) {
        Facts facts = on.facts;
        if (facts.superuser()) {
            on.warn(
                    facts.role() + " is a superuser; REPLICATION is all that it takes",
                    "As a superuser, for a role that may do this and nothing else:\n" + leastPrivilege(on));
        } else if (facts.mayReplicate()) {
            on.ok(facts.role() + " may replicate, which lets it read every published row of the server");
        } else {
            on.fail(
                    facts.role() + " may not replicate",
                    facts.provider()
                            .map(provider -> provider.replicationRight(facts.role()))
                            .orElse("As a superuser: ALTER ROLE " + facts.role() + " REPLICATION;\n"
                                    + "nothing more is needed: no superuser, no SELECT on the tables"));
        }
        if (facts.roleConnections() >= 0 && facts.roleConnections() < CONNECTIONS) {
            on.warn(
                    facts.role() + " may have " + facts.roleConnections() + " connections; a consumer uses up to "
                            + CONNECTIONS,
                    "ALTER ROLE " + facts.role() + " CONNECTION LIMIT " + CONNECTIONS);
        }
    }

    private static String leastPrivilege(Examination on) {
        String name = SqlText.identifier(on.facts.database() + "_cdc");
        return "CREATE ROLE " + name + " LOGIN REPLICATION PASSWORD '...';\nGRANT CONNECT ON DATABASE "
                + SqlText.identifier(on.facts.database()) + " TO " + name + ";";
    }

    /** Those of {@code ALTER ROLE} and {@code ALTER DATABASE}; of the server's own, ours override as many. */
    static void sessionSettings(Examination on) throws SQLException {
        List<String> set = on.ask(SETTINGS, row -> row.getString(1), (Object)
                PinnedSession.overridden().toArray(String[]::new));
        if (!set.isEmpty()) {
            on.ok(Examination.some(set) + ": sessions of this component override what they set");
        }
    }

    static void replicationConnection(Examination on) throws SQLException {
        try (Connection connection = on.settings.connection().connectForReplication();
                Statement sql = connection.createStatement()) {
            sql.execute("IDENTIFY_SYSTEM");
            on.ok("is possible");
        } catch (SQLException e) {
            on.fail("is refused: " + Examination.firstLine(e) + " (SQLSTATE " + e.getSQLState() + ")", remedy(on, e));
        }
    }

    /** Whoever may connect to the database may, as far as pg_hba.conf goes, read its changes too: no line of its own. */
    private static String remedy(Examination on, SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "42501" -> "See role";
            case "53300" ->
                "ALTER SYSTEM SET max_wal_senders = 20; then restart the server. Or end another one: SELECT pid,"
                        + " application_name FROM pg_stat_replication";
            case "28000", "28P01" ->
                "In pg_hba.conf: host " + SqlText.identifier(on.facts.database()) + " " + on.facts.role() + " "
                        + on.facts
                                .address()
                                .map(it -> it + (it.indexOf(':') < 0 ? "/32" : "/128"))
                                .orElse("samehost")
                        + " scram-sha-256; then SELECT pg_reload_conf()";
            default ->
                "A connection pooler does not pass replication on: connect to the server itself. Else see the server's log";
        };
    }
}
