package io.pgwal.replication.preflight;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.SlotState;
import io.pgwal.replication.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The slot that is to be read, and those that nobody reads. */
final class SlotChecks {

    /** WAL that a slot keeps for a while is its purpose; beyond this somebody should know. */
    private static final long MUCH = 1L << 30;

    private SlotChecks() {}

    static void own(Examination on) throws SQLException {
        if (on.facts.slot().isEmpty()) {
            missing(on);
            return;
        }
        SlotState slot = on.facts.slot().get();
        String drop = drop(slot);
        if (slot.plugin().filter("pgoutput"::equals).isEmpty()) {
            on.fail(
                    slot.name() + " is "
                            + slot.plugin()
                                    .map(it -> "made for the plugin " + it + ", not for pgoutput")
                                    .orElse("a physical slot"),
                    "Use another slot name, or, when nobody needs it: " + drop);
        } else if (slot.database().filter(on.facts.database()::equals).isEmpty()) {
            on.fail(
                    slot.name() + " belongs to the database " + slot.database().orElse("?") + ", not to "
                            + on.facts.database(),
                    "Connect to that database, or use another slot name");
        } else if (slot.isLost()) {
            on.fail(
                    slot.name() + " is lost"
                            + slot.whyLost().map(why -> " (" + why + ")").orElse("")
                            + ": the server has removed what it needs",
                    "Re-snapshot the tables, then: " + drop);
        } else if (slot.synced()) {
            on.fail(
                    slot.name()
                            + " is the copy of the primary's slot and cannot be read before this standby is promoted",
                    "Connect to the primary, or use another slot name");
        } else {
            readable(on, slot);
        }
    }

    private static void missing(Examination on) {
        String name = on.settings.slot().name();
        if (on.settings.slot().create()) {
            on.ok(name + " is not there and will be created; its changes are those that commit from then on");
        } else {
            on.fail(
                    name + " is not there, and createSlot=false",
                    "SELECT pg_create_logical_replication_slot(" + SqlText.literal(name)
                            + ", 'pgoutput'), or set createSlot=true");
        }
    }

    private static void readable(Examination on, SlotState slot) throws SQLException {
        String keeps = "keeps " + Examination.size(slot.retainedBytes()) + " of WAL and is "
                + Examination.size(slot.lagBytes()) + " behind";
        String what = slot.name() + " stands at "
                + slot.confirmedFlush().map(Lsn::toString).orElse("?") + ", " + keeps;
        String status = slot.walStatus().orElse("?");
        if (status.equals("unreserved")) {
            on.warn(
                    what + "; it is about to be lost: it keeps more than max_slot_wal_keep_size",
                    "Start its route now, or ALTER SYSTEM SET max_slot_wal_keep_size = '...' higher; SELECT pg_reload_conf()");
        } else if (slot.isActive()) {
            on.warn(
                    what + "; in use by the server process " + slot.activePid() + reader(on, slot.activePid())
                            + ", so another reader waits as a standby",
                    "If nobody should be reading it: SELECT pg_terminate_backend(" + slot.activePid() + ")");
        } else if (slot.retainedBytes() > MUCH) {
            on.warn(what, "Start its route, or, when it will not come back: " + drop(slot));
        } else {
            on.ok(what);
        }
        if (slot.twoPhase() && !on.settings.stream().twoPhase()) {
            on.warn(
                    slot.name() + " remembers twoPhase=true: prepared transactions come when they are prepared",
                    "Set twoPhase=true, so that the route is told what became of them; or make the slot anew");
        }
    }

    private static String reader(Examination on, int pid) throws SQLException {
        return on
                .ask(
                        "SELECT application_name, coalesce(pg_catalog.host(client_addr), '')"
                                + " FROM pg_catalog.pg_stat_activity WHERE pid = ?::int",
                        row -> " (" + row.getString(1) + (row.getString(2).isEmpty() ? "" : " from " + row.getString(2))
                                + ")",
                        pid)
                .stream()
                .findFirst()
                .orElse("");
    }

    /** A slot that is created waits for all of them. */
    static void openTransactions(Examination on) throws SQLException {
        if (on.facts.slot().isPresent() || !on.settings.slot().create() || on.facts.standby()) {
            return;
        }
        List<String> prepared = on.ask(
                "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE prepared < pg_catalog.now() - interval '10 s'"
                        + " ORDER BY prepared",
                row -> row.getString(1));
        List<String> open = on.ask(
                "SELECT pid::pg_catalog.text FROM pg_catalog.pg_stat_activity WHERE backend_xid IS NOT NULL"
                        + " AND xact_start < pg_catalog.now() - interval '10 s' ORDER BY xact_start",
                row -> row.getString(1));
        if (!prepared.isEmpty()) {
            on.warn(
                    "prepared and undecided for more than 10 s: " + Examination.some(prepared)
                            + "; creating the slot waits for them",
                    "In its database: COMMIT PREPARED or ROLLBACK PREPARED " + SqlText.literal(prepared.get(0)));
        }
        if (!open.isEmpty()) {
            on.warn(
                    "open for more than 10 s: those of the server processes " + Examination.some(open)
                            + "; creating the slot waits for them",
                    "SELECT pid, xact_start, state, application_name FROM pg_stat_activity WHERE pid IN ("
                            + String.join(", ", open) + ")");
        }
        if (prepared.isEmpty() && open.isEmpty()) {
            on.ok("none is old enough to keep the slot from being created");
        }
    }

    /** Orphans: they keep WAL, and hold back VACUUM in the catalogs, of the whole server. */
    static void others(Examination on) throws SQLException {
        List<String> orphans = new ArrayList<>();
        List<String> drops = new ArrayList<>();
        for (SlotState slot : on.slots()) {
            if (!slot.isActive()
                    && !slot.temporary()
                    && !slot.synced()
                    && !slot.name().equals(on.settings.slot().name())) {
                orphans.add(slot.name() + " (" + (slot.isLost() ? "lost" : Examination.size(slot.retainedBytes()))
                        + slot.inactiveSince()
                                .map(since -> ", since " + since.replaceFirst("\\..*", ""))
                                .orElse("")
                        + ")");
                drops.add(drop(slot) + ";");
            }
        }
        if (orphans.isEmpty()) {
            on.ok("all are read");
        } else {
            on.warn(
                    "nobody reads " + Examination.some(orphans) + ", and the server keeps that WAL for them",
                    "For those that will not come back:\n"
                            + String.join("\n", drops.subList(0, Math.min(10, drops.size()))));
        }
    }

    private static String drop(SlotState slot) {
        return "SELECT pg_drop_replication_slot(" + SqlText.literal(slot.name()) + ")";
    }
}
