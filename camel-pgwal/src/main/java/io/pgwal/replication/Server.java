package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * What a server says of itself.
 *
 * @param systemId         of the cluster, made by initdb; LSNs of different clusters have nothing to do with each other
 * @param timeline         grows at each promotion of a standby
 * @param walSenderTimeout zero when switched off
 */
record Server(
        int major,
        String systemId,
        long timeline,
        Lsn walEnd,
        String walLevel,
        Duration walSenderTimeout,
        boolean standby) {

    private static final String ASK = """
            SELECT pg_catalog.current_setting('server_version_num')::int / 10000,
                   pg_catalog.current_setting('wal_level'),
                   (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'wal_sender_timeout'),
                   pg_catalog.pg_is_in_recovery()""";

    /** @param connection a walsender session */
    static Server greet(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            String systemId;
            long timeline;
            Lsn walEnd;
            try (ResultSet system = sql.executeQuery("IDENTIFY_SYSTEM")) {
                system.next();
                systemId = system.getString(1);
                timeline = system.getLong(2);
                walEnd = Lsn.parse(system.getString(3));
            }
            try (ResultSet row = sql.executeQuery(ASK)) {
                row.next();
                return new Server(
                        row.getInt(1),
                        systemId,
                        timeline,
                        walEnd,
                        row.getString(2),
                        Duration.ofMillis(row.getLong(3)),
                        row.getBoolean(4));
            }
        }
    }

    /** @throws ReplicationFailure when it cannot decode its WAL for us at all */
    void check(String location) {
        if (major < 14) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.SERVER_TOO_OLD,
                    location + " is PostgreSQL " + major,
                    "PostgreSQL 14 or later is needed",
                    null);
        }
        if (standby && major < 16) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.STANDBY_CANNOT_DECODE,
                    location + " is a standby of PostgreSQL " + major + ", which cannot decode its WAL",
                    "Connect to the primary, with several hosts by driver.targetServerType=primary; logical decoding on"
                            + " standbys needs PostgreSQL 16",
                    null);
        }
        // from 19 on, wal_level=replica is enough: the first logical slot switches logical WAL on
        if (!walLevel.equals("logical") && (major < 19 || walLevel.equals("minimal"))) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.WAL_LEVEL_TOO_LOW,
                    location + " has wal_level=" + walLevel + ", which logical decoding cannot use",
                    "ALTER SYSTEM SET wal_level = logical; then restart the server",
                    null);
        }
    }
}
