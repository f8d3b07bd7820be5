package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A slot as pg_replication_slots and pg_stat_replication_slots have it.
 *
 * @param plugin         empty for a physical slot
 * @param database       empty for a physical slot
 * @param activePid      0 when nobody reads it
 * @param walStatus      reserved, extended, unreserved or lost; empty for a slot that holds no WAL
 * @param whyLost        invalidation_reason, from PostgreSQL 17 on
 * @param safeWalBytes   how much may still be written before the slot is in danger; empty without max_slot_wal_keep_size
 * @param restartLsn     where the WAL that it keeps begins
 * @param confirmedFlush empty for a physical slot
 * @param failover       whether the server copies it to its standbys, from PostgreSQL 17 on
 * @param synced         whether this server has it from its primary, from PostgreSQL 17 on
 * @param inactiveSince  as text, from PostgreSQL 17 on
 * @param retainedBytes  WAL from {@code restartLsn} to the server's end
 * @param lagBytes       WAL from {@code confirmedFlush} to the server's end
 * @param serverEnd      end of the server's WAL
 * @param spilled        transactions that did not fit into logical_decoding_work_mem while this slot was read
 * @param spilledBytes   and their size
 */
public record SlotState(
        String name,
        Optional<String> plugin,
        Optional<String> database,
        boolean temporary,
        boolean twoPhase,
        int activePid,
        Optional<String> walStatus,
        Optional<String> whyLost,
        Optional<Long> safeWalBytes,
        Optional<Lsn> restartLsn,
        Optional<Lsn> confirmedFlush,
        boolean failover,
        boolean synced,
        Optional<String> inactiveSince,
        long retainedBytes,
        long lagBytes,
        Lsn serverEnd,
        long spilled,
        long spilledBytes) {

    private static final String ASK = """
            SELECT s.slot_name, s.plugin, s.database, s.temporary, s.two_phase, coalesce(s.active_pid, 0), s.wal_status,
                   j ->> 'invalidation_reason', s.safe_wal_size, s.restart_lsn::pg_catalog.text,
                   s.confirmed_flush_lsn::pg_catalog.text,
                   coalesce((j ->> 'failover')::boolean, false), coalesce((j ->> 'synced')::boolean, false),
                   j ->> 'inactive_since',
                   greatest(0, coalesce(pg_catalog.pg_wal_lsn_diff(e.at, s.restart_lsn), 0))::bigint,
                   greatest(0, coalesce(pg_catalog.pg_wal_lsn_diff(e.at, s.confirmed_flush_lsn), 0))::bigint,
                   e.at::pg_catalog.text, coalesce(t.spill_txns, 0), coalesce(t.spill_bytes, 0)
              FROM pg_catalog.pg_replication_slots s
              CROSS JOIN LATERAL pg_catalog.to_jsonb(s) AS j
              CROSS JOIN (SELECT coalesce(CASE WHEN pg_catalog.pg_is_in_recovery()
                                               THEN pg_catalog.pg_last_wal_replay_lsn()
                                               ELSE pg_catalog.pg_current_wal_lsn() END, '0/0') AS at) AS e
              LEFT JOIN pg_catalog.pg_stat_replication_slots t ON t.slot_name = s.slot_name
             WHERE ?::pg_catalog.text IS NULL OR s.slot_name = ?::pg_catalog.text
             ORDER BY s.slot_name""";

    /** Empty when there is no such slot. */
    public static Optional<SlotState> find(Connection connection, String name) throws SQLException {
        return ask(connection, name).stream().findFirst();
    }

    /** Of the whole server, by name. */
    public static List<SlotState> all(Connection connection) throws SQLException {
        return ask(connection, null);
    }

    private static List<SlotState> ask(Connection connection, String name) throws SQLException {
        List<SlotState> slots = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement(ASK)) {
            sql.setString(1, name);
            sql.setString(2, name);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    slots.add(of(row));
                }
            }
        }
        return slots;
    }

    private static SlotState of(ResultSet row) throws SQLException {
        return new SlotState(
                row.getString(1),
                Optional.ofNullable(row.getString(2)),
                Optional.ofNullable(row.getString(3)),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getInt(6),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                Optional.ofNullable(row.getObject(9, Long.class)),
                Optional.ofNullable(row.getString(10)).map(Lsn::parse),
                Optional.ofNullable(row.getString(11)).map(Lsn::parse),
                row.getBoolean(12),
                row.getBoolean(13),
                Optional.ofNullable(row.getString(14)),
                row.getLong(15),
                row.getLong(16),
                Lsn.parse(row.getString(17)),
                row.getLong(18),
                row.getLong(19));
    }

    public boolean isActive() {
        return activePid != 0;
    }

    public boolean isLost() {
        return walStatus.filter("lost"::equals).isPresent();
    }
}
