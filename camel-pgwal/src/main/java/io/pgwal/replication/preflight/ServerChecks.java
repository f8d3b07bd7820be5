package io.pgwal.replication.preflight;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SlotState;
import io.pgwal.replication.preflight.Examination.Setting;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/** The server and its settings. */
final class ServerChecks {

    private static final int OLDEST = 14;
    private static final int NEWEST_TESTED = 18;

    /** A connection that takes this long to answer is not broken yet. */
    private static final long SHORT_TIMEOUT_MILLIS = 5_000;

    private ServerChecks() {}

    static void version(Examination on) {
        Facts facts = on.facts;
        String what = "PostgreSQL " + facts.version() + ", a " + (facts.standby() ? "standby" : "primary");
        if (facts.major() < OLDEST) {
            on.fail(what + ", which is too old", "PostgreSQL " + OLDEST + " or later is needed");
        } else if (facts.standby() && facts.major() < 16) {
            on.fail(what + "; only from PostgreSQL 16 on can a standby decode", "Connect to the primary");
        } else if (facts.major() > NEWEST_TESTED) {
            on.warn(
                    what + ", which is newer than what was tested (" + OLDEST + " to " + NEWEST_TESTED + ")",
                    "Try it with a copy of your data first");
        } else if (facts.standby()) {
            on.warn(
                    what + ": its slots are lost when the primary removes rows that they need",
                    "On the standby: ALTER SYSTEM SET hot_standby_feedback = on, with a physical slot"
                            + " (primary_slot_name) on the primary");
        } else {
            on.ok(what);
        }
    }

    static void walLevel(Examination on) {
        String level = on.facts.walLevel();
        if (level.equals("logical")) {
            on.ok("is logical");
        } else if (on.facts.major() >= 19 && level.equals("replica")) {
            on.ok("is replica, which PostgreSQL raises by itself with the first logical slot");
        } else {
            on.fail(
                    "is " + level + ", which logical decoding cannot use",
                    on.facts
                            .provider()
                            .map(Provider::walLevel)
                            .orElse("ALTER SYSTEM SET wal_level = logical;\nthen restart the server"));
        }
    }

    /** A setting of the minor releases of 2026. */
    static void outputPlugin(Examination on) throws SQLException {
        Optional<Setting> allowed = on.setting("output_plugin_libraries");
        if (allowed.isEmpty()) {
            return;
        }
        boolean ours = Arrays.stream(allowed.get().value().split(","))
                .map(name -> name.replace("\"", "").trim())
                .anyMatch("pgoutput"::equals);
        if (ours) {
            on.ok("output_plugin_libraries allows pgoutput");
        } else {
            on.fail(
                    "output_plugin_libraries does not allow pgoutput",
                    "ALTER SYSTEM SET output_plugin_libraries = 'pgoutput'; SELECT pg_reload_conf()");
        }
    }

    /** What was asked for and needs a newer server. */
    static void options(Examination on) throws SQLException {
        try {
            on.settings.stream()
                    .negotiate(on.facts.major(), on.settings.publications().names());
        } catch (ReplicationFailure tooNew) {
            on.fail(tooNew.what(), tooNew.remedy());
        }
        boolean prepares = on.setting("max_prepared_transactions").stream().anyMatch(setting -> setting.number() > 0);
        if (on.settings.stream().twoPhase() && !prepares) {
            on.warn(
                    "twoPhase is on, but max_prepared_transactions is 0: nothing can be prepared here",
                    "Leave twoPhase out, or ALTER SYSTEM SET max_prepared_transactions = 100; then restart the server");
        }
    }

    static void slots(Examination on) throws SQLException {
        long most = on.setting("max_replication_slots").orElseThrow().number();
        long used = count(on, "SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_slots");
        String what = used + " of " + most + " are in use";
        boolean needed = on.facts.slot().isEmpty();
        String raise =
                "ALTER SYSTEM SET max_replication_slots = " + (most + 10) + "; then restart the server. Or drop a"
                        + " slot that nobody needs: SELECT slot_name, active FROM pg_replication_slots";
        if (used >= most && needed) {
            on.fail(what + ", and one more is to be created", raise);
        } else if (used >= most - (needed ? 1 : 0)) {
            on.warn(what + (needed ? ", and this one will be the last" : ""), raise);
        } else {
            on.ok(what);
        }
    }

    static void senders(Examination on) throws SQLException {
        long most = on.setting("max_wal_senders").orElseThrow().number();
        long used = count(on, "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_replication");
        String what = used + " of " + most + " are in use";
        boolean needed = on.facts.slot().filter(SlotState::isActive).isEmpty();
        String raise =
                "ALTER SYSTEM SET max_wal_senders = " + (most + 10) + "; then restart the server. To see who uses"
                        + " them: SELECT pid, application_name, client_addr FROM pg_stat_replication";
        if (used >= most && needed) {
            on.fail(what + ", and one more is needed", raise);
        } else if (used >= most - (needed ? 1 : 0)) {
            on.warn(what + (needed ? ", and this one will be the last" : ""), raise);
        } else {
            on.ok(what);
        }
    }

    static void walKept(Examination on) throws SQLException {
        Setting kept = on.setting("max_slot_wal_keep_size").orElseThrow();
        if (kept.number() < 0) {
            on.warn(
                    "is -1: while a route is stopped or failing, its slot keeps WAL until the server's disk is full, which"
                            + " stops the server",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '50GB'; SELECT pg_reload_conf();\n"
                            + "as much as the disk can spare: a slot that needs more is lost, and its tables must be copied anew");
        } else {
            on.ok("is " + kept.shown() + ": a slot that needs more WAL than that is lost, the server lives on");
        }
    }

    static void idleSlots(Examination on) throws SQLException {
        Optional<Setting> timeout = on.setting("idle_replication_slot_timeout");
        if (timeout.isEmpty()) {
            return; // before 18
        }
        if (timeout.get().number() > 0) {
            on.warn(
                    "is " + timeout.get().shown() + ": the slot of a route that is stopped for longer is lost",
                    "Choose it longer than any stop: ALTER SYSTEM SET idle_replication_slot_timeout = '7d'; SELECT"
                            + " pg_reload_conf()");
        } else {
            on.ok("is 0: a slot that nobody reads is kept however long");
        }
    }

    static void senderTimeout(Examination on) throws SQLException {
        Setting timeout = on.setting("wal_sender_timeout").orElseThrow();
        if (timeout.number() == 0) {
            on.warn(
                    "is 0: the server never notices that a client is gone, and its slot stays in use until TCP gives up",
                    "ALTER SYSTEM SET wal_sender_timeout = '60s'; SELECT pg_reload_conf()");
        } else if (timeout.number() < SHORT_TIMEOUT_MILLIS) {
            on.warn(
                    "is " + timeout.shown() + ": a short delay of the network or a long pause of the JVM breaks the"
                            + " connection",
                    "ALTER SYSTEM SET wal_sender_timeout = '60s'; SELECT pg_reload_conf()");
        } else {
            on.ok("is " + timeout.shown());
        }
    }

    /** Transactions beyond it go to files in the server, or with streaming to the client while they are in progress. */
    static void decodingMemory(Examination on) throws SQLException {
        Setting memory = on.setting("logical_decoding_work_mem").orElseThrow();
        boolean streaming = on.settings.stream().streams();
        String what = "is " + memory.shown() + ": larger transactions "
                + (streaming ? "are sent while they are in progress" : "go to files in the server until they commit");
        long spilled = on.facts.slot().map(SlotState::spilled).orElse(0L);
        if (!streaming && spilled > 0) {
            on.warn(
                    what + "; of this slot " + spilled + " did, "
                            + Examination.size(
                                    on.facts.slot().map(SlotState::spilledBytes).orElse(0L)),
                    (on.settings.stream().readsMessages() ? "" : "Set streaming=on, or ")
                            + "ALTER SYSTEM SET logical_decoding_work_mem = '256MB'; SELECT pg_reload_conf()");
        } else {
            on.ok(what);
        }
    }

    private static long count(Examination on, String question) throws SQLException {
        return on.ask(question, row -> row.getLong(1)).get(0);
    }
}
