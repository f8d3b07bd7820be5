package io.pgwal.replication.preflight;

import io.pgwal.replication.SlotState;
import io.pgwal.replication.preflight.Examination.Setting;
import java.sql.SQLException;
import java.util.List;

/** Whether the slot outlives its server. */
final class FailoverChecks {

    private FailoverChecks() {}

    static void failover(Examination on) throws SQLException {
        boolean ours = on.facts
                .slot()
                .flatMap(SlotState::plugin)
                .map("pgoutput"::equals)
                .orElse(on.facts.slot().isEmpty());
        if (on.facts.standby() || on.settings.slot().temporary() || !ours) {
            return;
        }
        List<String> standbys = on.ask(
                "SELECT coalesce(nullif(application_name, ''), pid::pg_catalog.text)"
                        + " FROM pg_catalog.pg_stat_replication r WHERE NOT EXISTS (SELECT FROM"
                        + " pg_catalog.pg_replication_slots s WHERE s.active_pid = r.pid AND s.slot_type = 'logical')"
                        + " AND r.state IS DISTINCT FROM 'backup' ORDER BY 1",
                row -> row.getString(1));
        if (on.facts.major() < 17) {
            beforeFailoverSlots(on, standbys);
            return;
        }
        boolean copied = on.facts
                .slot()
                .map(SlotState::failover)
                .orElse(on.settings.slot().failover());
        if (copied) {
            copies(on, standbys);
        } else if (on.settings.slot().failover()) {
            on.warn(
                    "the slot was made without failover, so no standby has it",
                    "On a replication connection (psql \"dbname=" + on.facts.database()
                            + " replication=database\"), while nobody reads it:\nALTER_REPLICATION_SLOT \""
                            + on.settings.slot().name() + "\" (FAILOVER true)");
        } else {
            on.ok("is not wanted (failoverSlot=false)");
        }
    }

    private static void copies(Examination on, List<String> standbys) throws SQLException {
        if (standbys.isEmpty()) {
            on.ok("no standby is connected; one with sync_replication_slots would get the slot");
            return;
        }
        String held =
                on.setting("synchronized_standby_slots").map(Setting::value).orElse("");
        if (held.isEmpty()) {
            on.warn(
                    "the slot is copied to standbys (connected: " + Examination.some(standbys)
                            + "), but a route may be ahead of them: what it got and the promoted standby does not have is"
                            + " named at the failover and stops it",
                    "On each standby: ALTER SYSTEM SET sync_replication_slots = on, hot_standby_feedback = on.\n"
                            + "Here: ALTER SYSTEM SET synchronized_standby_slots = 'the_standbys_physical_slot'; SELECT"
                            + " pg_reload_conf();\nfrom then on a standby that is down holds delivery back");
        } else {
            on.ok("the slot is copied to standbys, and never ahead of " + held);
        }
    }

    private static void beforeFailoverSlots(Examination on, List<String> standbys) {
        if (standbys.isEmpty()) {
            on.ok("no standby is connected; before PostgreSQL 17 a slot stays on its server");
        } else {
            on.warn(
                    "before PostgreSQL 17 a slot stays on its server: after a failover to " + Examination.some(standbys)
                            + " it is missing there, and what was not delivered is lost",
                    "Upgrade to PostgreSQL 17 or later, or use Patroni's permanent slots, or re-snapshot the tables after a"
                            + " failover; set createSlot=false, so that a missing slot is noticed");
        }
    }
}
