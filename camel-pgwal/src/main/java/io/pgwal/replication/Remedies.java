package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.util.TimeZone;

/**
 * What to do about a refusal of the server or the driver, as an imperative.
 *
 * @param slot null when it is about none
 */
record Remedies(ConnectionSettings connection, String slot, Phase phase) {

    static String busy(String slot) {
        return "Stop the route that reads it and try again. To see who does: SELECT active_pid FROM pg_replication_slots"
                + " WHERE slot_name = " + SqlText.literal(slot);
    }

    /** On a standby the server waits for its primary to say which transactions are open. */
    static String creationWaits(boolean standby) {
        return standby
                ? "On the primary: SELECT pg_log_standby_snapshot(). End what is open there: SELECT pid, xact_start"
                        + " FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start"
                : "End those transactions. To see them: SELECT pid, xact_start, state, application_name FROM"
                        + " pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start; prepared ones:"
                        + " SELECT gid, prepared FROM pg_prepared_xacts";
    }

    String of(Kind kind, String state, DriverFault fault) {
        return switch (kind) {
            case HOST_UNKNOWN -> "Check the host's name (option host or url, PGHOST) and the name service";
            case CONNECTION_LOST -> lost(state);
            case TLS_FAILED -> tls(state);
            case AUTHENTICATION_FAILED -> authentication(state);
            case BAD_SETTING -> setting(state, fault);
            case DATABASE_MISSING ->
                "Check the option database, or CREATE DATABASE " + SqlText.identifier(connection.database());
            case NO_REPLICATION_RIGHT -> replicationRight();
            case NO_RIGHT -> right();
            case READ_ONLY ->
                "Let the role " + user() + " write: ALTER ROLE " + user() + " RESET default_transaction_read_only; or"
                        + " ALTER DATABASE " + SqlText.identifier(connection.database())
                        + " RESET default_transaction_read_only; or have the publication's owner create it";
            case SERVER_UNAVAILABLE -> unavailable(state);
            case DISK_FULL -> "Make room on the server's disk. To see what slots keep: " + retained();
            case OUT_OF_RESOURCES -> "Give the server more memory, or raise the limit that its text names";
            case CANCELED ->
                "Look for a time-out, a lock or a conflict in the server's log, or for who cancels"
                        + " (pg_cancel_backend)";
            case SERVER_FAULT -> "See the server's log and its disks";
            case DATA_CORRUPTED -> "Check the server's disks, and restore it from a backup";
            case CREATED_MEANWHILE -> "Start the route again if it has stopped: it uses what the other one created";
            default -> ofDecoding(kind, state);
        };
    }

    private String ofDecoding(Kind kind, String state) {
        return switch (kind) {
            case CANNOT_PUBLISH -> publish(state);
            case SERVER_IS_STANDBY -> "Connect to the primary; with several hosts: driver.targetServerType=primary";
            case WAL_LEVEL_TOO_LOW ->
                "ALTER SYSTEM SET wal_level = logical; then restart the server. For a standby: on its primary";
            case OUTPUT_PLUGIN_MISSING -> "Install the whole of PostgreSQL: its library pgoutput is missing";
            case NO_FREE_SLOT ->
                "Raise max_replication_slots, or drop a slot that is not needed: "
                        + "SELECT slot_name, active FROM pg_replication_slots";
            case SLOT_BUSY ->
                phase == Phase.COMMAND
                        ? busy(slot)
                        : "Stop that consumer, or use another slot. To see who reads it: SELECT active_pid FROM"
                                + " pg_replication_slots WHERE slot_name = " + SqlText.literal(slot);
            case SLOT_MISSING -> "Check the slot's name: SELECT slot_name FROM pg_replication_slots";
            case SLOT_NOT_USABLE ->
                "Look at it: SELECT * FROM pg_replication_slots WHERE slot_name = " + SqlText.literal(slot)
                        + ". A slot that is lost has to be dropped and the tables copied again";
            case PUBLICATION_MISSING ->
                "The publication did not exist at this point of the WAL: it was created after the slot, or dropped and"
                        + " created again. Copy the tables again, and give up the changes up to now: " + giveUp();
            case BINARY_NOT_POSSIBLE -> "Set binary=false: a published column has a type without a binary form";
            case DECODING_FAILED -> decoding(state);
            case MESSAGE_REFUSED -> "Check the message's prefix (text without zero bytes) and its size (below 1 GB)";
            case SERVER_NOT_SUPPORTED ->
                "Connect to PostgreSQL 14 or later itself, not through a connection pooler such as PgBouncer";
            default -> "This failure was not foreseen: see the server's log, and please report it";
        };
    }

    private String lost(String state) {
        if (state.equals("08P01")) {
            return "Check host and port: what answers there does not speak PostgreSQL's protocol";
        }
        return "Check host, port, the network and that the server runs and takes TCP connections; its log has its reason";
    }

    private String tls(String state) {
        if (state.equals("08004")) {
            return "Switch TLS on in the server (ssl = on), or set the option sslMode=prefer";
        }
        return "Check the option sslRootCert (it has to hold the authority that signed the server's certificate), that the"
                + " certificate names the host that you connect to (sslMode=verify-full), that it has not expired, and"
                + " the options sslCert and sslKey if the server asks for a certificate";
    }

    private String authentication(String state) {
        String hba = "that pg_hba.conf lets the role " + user() + " connect to the database " + connection.database();
        return switch (state) {
            case "28000" ->
                "Check that the role " + user() + " exists and may log in, and " + hba
                        + " in this way (with or without TLS: option sslMode; with a certificate: option sslCert)";
            case "08004" -> "Set the option password (or PGPASSWORD, or a line in .pgpass), and check " + hba;
            default -> "Check the options username and password, and " + hba;
        };
    }

    /** Sent at the start: the time zone of the JVM, and what the options say. */
    private String setting(String state, DriverFault fault) {
        if (fault.isOfFile()) {
            return "Check the files of the options sslRootCert, sslCert and sslKey (if not set: those in the folder"
                    + " .postgresql at home), and sslPassword";
        }
        if (fault.isServers() && state.equals("22023") && !connection.sendsOptions()) {
            return "Set the JVM's time zone, " + TimeZone.getDefault().getID()
                    + ", to one that the server knows: -Duser.timezone=UTC. To see them: SELECT name FROM"
                    + " pg_timezone_names";
        }
        return fault.isServers()
                ? "Change the option driver.options (PGOPTIONS), or the JVM's time zone, "
                        + TimeZone.getDefault().getID()
                : "Change the option driver.* that the text names";
    }

    private String replicationRight() {
        return "As a superuser: ALTER ROLE " + user() + " REPLICATION (at some providers: GRANT rds_replication TO "
                + user() + "); and GRANT CONNECT ON DATABASE " + SqlText.identifier(connection.database()) + " TO "
                + user();
    }

    private String right() {
        String database = SqlText.identifier(connection.database());
        return switch (phase) {
            case CONNECT, CONNECT_FOR_REPLICATION ->
                "GRANT CONNECT ON DATABASE " + database + " TO " + user()
                        + "; if an event trigger for logins refuses the role, change that";
            case CREATE_PUBLICATION ->
                "Create the publication as the owner of the tables, or: GRANT CREATE ON DATABASE " + database + " TO "
                        + user() + " and ALTER TABLE ... OWNER TO " + user() + ". FOR ALL TABLES needs a superuser";
            case COMMAND, MESSAGE ->
                "Commands about slots need the attribute REPLICATION: ALTER ROLE " + user()
                        + " REPLICATION; a logical message needs EXECUTE on pg_logical_emit_message";
            default -> "Grant the role " + user() + " what the text names, or have its owner do it";
        };
    }

    private String unavailable(String state) {
        return switch (state) {
            case "53300" ->
                "Raise max_connections or max_wal_senders, or the CONNECTION LIMIT of the role or the database, or end"
                        + " others: SELECT pid, usename, application_name FROM pg_stat_activity";
            case "55000" ->
                "Let the database take connections: ALTER DATABASE " + SqlText.identifier(connection.database())
                        + " ALLOW_CONNECTIONS true";
            default -> "Wait until the server runs again, or see its log";
        };
    }

    private String publish(String state) {
        return switch (state) {
            case "42P01", "3F000" ->
                "Check the option tables: schema.table as the catalog has them, case and all; create the table first";
            case "42703" -> "Check the columns in the option tables";
            default ->
                "Name in the option tables only ordinary and partitioned tables: no view, sequence, foreign, temporary,"
                        + " unlogged or system table";
        };
    }

    private String decoding(String state) {
        boolean encoding = state.equals("22021") || state.equals("22P05");
        return (encoding
                        ? "The change holds text that is invalid in the database's encoding, which cannot be converted. "
                        : "See the server's log for the change that cannot be decoded, and for a row filter that fails on"
                                + " it. ")
                + "To give up the changes up to now: " + giveUp();
    }

    private String giveUp() {
        return "SELECT pg_replication_slot_advance(" + SqlText.literal(String.valueOf(slot))
                + ", pg_current_wal_lsn())";
    }

    private static String retained() {
        return "SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) FROM pg_replication_slots";
    }

    private String user() {
        return SqlText.identifier(connection.user());
    }
}
