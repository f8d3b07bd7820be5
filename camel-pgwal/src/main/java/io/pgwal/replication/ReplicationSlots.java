package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Finds, checks and drops logical replication slots, over a walsender session. */
final class ReplicationSlots {

    /**
     * A row of pg_replication_slots.
     *
     * @param plugin          null for a physical slot
     * @param database        null for a physical slot
     * @param walStatus       "lost" when the server has given the slot up
     * @param whyLost         from PostgreSQL 17 on; else null
     * @param activePid       0 when nobody reads it
     * @param confirmedFlush  0/0 for a physical slot
     */
    record Slot(
            String name,
            String plugin,
            String database,
            boolean temporary,
            String walStatus,
            String whyLost,
            int activePid,
            Lsn confirmedFlush) {}

    private ReplicationSlots() {}

    static Optional<Slot> find(Connection connection, String name) throws SQLException {
        try (PreparedStatement sql =
                connection.prepareStatement("SELECT plugin, database, temporary, wal_status, coalesce(active_pid, 0), "
                        + "coalesce(confirmed_flush_lsn, '0/0')::pg_catalog.text, "
                        + "pg_catalog.to_jsonb(s) ->> 'invalidation_reason' "
                        + "FROM pg_catalog.pg_replication_slots s WHERE slot_name = ?::pg_catalog.text")) {
            sql.setString(1, name);
            try (ResultSet row = sql.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Slot(
                        name,
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getString(4),
                        row.getString(7),
                        row.getInt(5),
                        Lsn.parse(row.getString(6))));
            }
        }
    }

    /** @throws ReplicationFailure when the slot is none that this session can read */
    static void check(Slot slot, SessionSettings settings) {
        String drop = "SELECT pg_drop_replication_slot(" + SqlText.literal(slot.name()) + ")";
        if (!"pgoutput".equals(slot.plugin())) {
            throw new ReplicationFailure(
                    Kind.SLOT_OF_OTHER_PLUGIN,
                    "The slot " + slot.name() + " is "
                            + (slot.plugin() == null ? "a physical one" : "of the plugin " + slot.plugin())
                            + ", not of pgoutput",
                    "Use another slot name, or drop that slot: " + drop,
                    null);
        }
        String database = settings.connection().database();
        if (!slot.database().equals(database)) {
            throw new ReplicationFailure(
                    Kind.SLOT_OF_OTHER_DATABASE,
                    "The slot " + slot.name() + " belongs to the database " + slot.database() + ", not to " + database,
                    "Connect to the database " + slot.database() + ", or use another slot name",
                    null);
        }
        if ("lost".equals(slot.walStatus())) {
            throw new ReplicationFailure(
                    Kind.SLOT_LOST,
                    "The slot " + slot.name() + " is lost"
                            + (slot.whyLost() == null ? "" : " (" + slot.whyLost() + ")")
                            + ": the server has removed WAL or rows that it needs, so changes after "
                            + slot.confirmedFlush() + " cannot be read any more",
                    "Re-snapshot the tables, then drop the slot and start again: " + drop
                            + ". To keep it from happening: max_slot_wal_keep_size, idle_replication_slot_timeout",
                    null);
        }
        if (slot.activePid() != 0) {
            throw new ReplicationFailure(
                    Kind.SLOT_BUSY,
                    "The slot " + slot.name() + " is in use by the server process " + slot.activePid(),
                    "This session waits and takes over when it is free. If nobody should be reading it: "
                            + "SELECT pg_terminate_backend(" + slot.activePid() + ")",
                    null);
        }
    }

    /** Also of a slot that is not there. @return false when another session reads it */
    static boolean drop(Connection connection, String name) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("DROP_REPLICATION_SLOT " + SqlText.identifier(name));
            return true;
        } catch (SQLException e) {
            return switch (String.valueOf(e.getSQLState())) {
                case "55006" -> false;
                case "42704" -> true;
                default -> throw e;
            };
        }
    }
}
