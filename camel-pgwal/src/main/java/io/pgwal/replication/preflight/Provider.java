package io.pgwal.replication.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Who runs the server, known by roles, functions and settings that exist only there. What is said about each is from its
 * documentation (late 2026 at the latest) and was not tried there.
 */
enum Provider {
    // the more special first: Aurora has what RDS has; a function is Amazon's if it belongs to the first superuser,
    // whose
    // oid is 10: any user may create one of that name
    AURORA(
            "Amazon Aurora",
            "EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'aurora_version' AND proowner = 10)",
            "In the DB cluster parameter group: rds.logical_replication = 1; then reboot the writer",
            "As rds_superuser: GRANT rds_replication TO ROLE",
            "Connect to the cluster's writer endpoint. A blue/green deployment does not take slots along"),
    RDS(
            "Amazon RDS",
            "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rds_superuser')",
            "In the DB parameter group: rds.logical_replication = 1; then reboot the instance",
            "As rds_superuser: GRANT rds_replication TO ROLE",
            "RDS Proxy does not pass replication on: connect to the instance. A read replica that is promoted by hand has"
                    + " the slot only from PostgreSQL 17 on"),
    ALLOYDB(
            "Google AlloyDB",
            "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'alloydbsuperuser')",
            "Set the database flag alloydb.logical_decoding = on, which restarts the instance",
            "As alloydbsuperuser: ALTER ROLE ROLE WITH REPLICATION",
            "Connect to the primary instance"),
    CLOUD_SQL(
            "Google Cloud SQL",
            "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'cloudsqlsuperuser')",
            "Set the database flag cloudsql.logical_decoding = on, which restarts the instance",
            "As cloudsqlsuperuser: ALTER ROLE ROLE WITH REPLICATION",
            "Settings are database flags of the instance; ALTER SYSTEM is not available"),
    AZURE(
            "Azure Database for PostgreSQL",
            "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'azure_pg_admin')",
            "Set the server parameter wal_level = LOGICAL; then restart the server",
            "As the server's administrator: ALTER ROLE ROLE WITH REPLICATION",
            "With high availability, a slot outlives a failover only with failover slots (PostgreSQL 17, server parameters"
                    + " sync_replication_slots and hot_standby_feedback) or the extension pg_failover_slots"),
    SUPABASE(
            "Supabase",
            "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'supabase_admin')",
            "wal_level is logical in every project; ask Supabase",
            "From PostgreSQL 17 on, as postgres: ALTER ROLE ROLE WITH REPLICATION; before, read as postgres",
            "Use the direct connection (IPv6, or the IPv4 add-on), not the pooler. Settings: supabase postgres-config update"),
    NEON(
            "Neon",
            "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'neon_superuser')",
            "Enable logical replication in the project's settings, which restarts its computes and cannot be undone",
            "Create the role in Neon's console or API, which gives it REPLICATION",
            "Use the direct host, not the one with -pooler. A slot that nobody reads for about 40 hours is removed, and"
                    + " restoring a branch removes all; a compute that is read does not scale to zero");

    private static final String FROM_DOCUMENTATION = " (from the provider's documentation, not tried)";

    private final String title;
    private final String recognition;
    private final String walLevel;
    private final String replicationRight;
    private final String note;

    Provider(String title, String recognition, String walLevel, String replicationRight, String note) {
        this.title = title;
        this.recognition = recognition;
        this.walLevel = walLevel;
        this.replicationRight = replicationRight;
        this.note = note;
    }

    /** Empty for a server that is none of them. */
    static Optional<Provider> of(Connection connection) throws SQLException {
        for (Provider provider : values()) {
            try (Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery("SELECT " + provider.recognition)) {
                row.next();
                if (row.getBoolean(1)) {
                    return Optional.of(provider);
                }
            }
        }
        return Optional.empty();
    }

    String title() {
        return title;
    }

    String walLevel() {
        return walLevel + FROM_DOCUMENTATION;
    }

    String replicationRight(String role) {
        return replicationRight.replace("ROLE ROLE", "ROLE " + role).replace("TO ROLE", "TO " + role)
                + FROM_DOCUMENTATION;
    }

    String note() {
        return note;
    }
}
