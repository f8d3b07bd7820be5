package io.pgwal.replication.preflight;

import io.pgwal.replication.SlotState;
import io.pgwal.replication.SqlText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What several checks build on.
 *
 * @param role           the current one, as it stands in SQL
 * @param mayReplicate   by attribute, as a superuser, or by the provider's own role
 * @param slot           the one that is to be read, if it is there
 * @param address        where the server sees this client; empty over a Unix socket
 */
record Facts(
        int major,
        String version,
        boolean standby,
        String walLevel,
        String role,
        boolean superuser,
        boolean mayReplicate,
        int roleConnections,
        String database,
        Optional<String> address,
        Optional<Provider> provider,
        Optional<SlotState> slot) {

    private static final String ASK = """
            SELECT pg_catalog.current_setting('server_version_num')::int / 10000,
                   pg_catalog.current_setting('server_version'),
                   pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('wal_level'), current_user, r.rolsuper,
                   r.rolsuper OR r.rolreplication OR coalesce(
                       (SELECT pg_catalog.pg_has_role(current_user, m.oid, 'member') FROM pg_catalog.pg_roles m
                         WHERE m.rolname = 'rds_replication'), false),
                   r.rolconnlimit, pg_catalog.current_database(), pg_catalog.host(pg_catalog.inet_client_addr())
              FROM pg_catalog.pg_roles r WHERE r.rolname = current_user""";

    static Facts of(Connection connection, String slot) throws SQLException {
        Optional<Provider> provider = Provider.of(connection);
        Optional<SlotState> state = SlotState.find(connection, slot);
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(ASK)) {
            row.next();
            return new Facts(
                    row.getInt(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getString(4),
                    SqlText.identifier(row.getString(5)),
                    row.getBoolean(6),
                    row.getBoolean(7),
                    row.getInt(8),
                    row.getString(9),
                    Optional.ofNullable(row.getString(10)),
                    provider,
                    state);
        }
    }
}
