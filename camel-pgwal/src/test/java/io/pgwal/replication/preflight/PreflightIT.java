package io.pgwal.replication.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.Change;
import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.Kind;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SessionStatus;
import io.pgwal.replication.SlotState;
import io.pgwal.replication.StreamOptions;
import io.pgwal.replication.Streaming;
import io.pgwal.replication.preflight.Finding.Level;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What is said of a role, publications and slots, good and broken; the remedies are run, and mend it. */
@OnEveryPostgres
class PreflightIT extends PreflightDatabase {

    PreflightIT(PgServer server) {
        super(server);
    }

    @Test
    void settings_switched_off_in_our_sessions_are_named_with_their_owner() throws SQLException {
        preflight.assertSilent("session settings");
        database.sql(
                "ALTER ROLE " + role() + " SET statement_timeout = '1s'",
                "ALTER ROLE " + role() + " SET work_mem = '1MB'",
                "ALTER ROLE " + role() + " IN DATABASE " + database.name() + " SET default_transaction_read_only = on",
                "ALTER DATABASE " + database.name() + " SET idle_session_timeout = '2s'",
                "ALTER DATABASE postgres SET lock_timeout = '3s'");
        try {
            preflight
                    .assertOne("session settings", Level.OK)
                    .startsWith("default_transaction_read_only=on of the role in this database,"
                            + " idle_session_timeout=2s of the database, statement_timeout=1s of the role: ");
        } finally {
            database.sql("ALTER DATABASE postgres RESET lock_timeout");
        }
    }

    @Test
    void nothing_fails_for_a_role_that_may_replicate_and_nothing_more() throws SQLException {
        createSlot();
        assertThat(preflight.findings()).extracting(Finding::level).doesNotContain(Level.FAIL);
        assertThat(preflight.findings("server")).hasSize(1);
        preflight.assertOne("server", Level.OK).contains("PostgreSQL " + server.major(), "a primary");
        preflight.assertOne("wal_level", Level.OK).contains("is logical");
        preflight.assertOne("role", Level.OK).contains(role(), "may replicate");
        preflight.assertOne("replication connection", Level.OK).contains("is possible");
        preflight.assertOne("max_replication_slots", Level.OK).contains(" of 50 are in use");
        preflight.assertOne("max_wal_senders", Level.OK).contains(" of 50 are in use");
        preflight.assertOne("publication", Level.OK).contains("pub publishes 1 table");
        preflight.assertOne("replica identity", Level.OK).contains("is there for all");
        preflight.assertOne("slot", Level.OK).contains(database.slot() + " stands at");
        preflight.assertOne("wal_sender_timeout", Level.OK).contains("is 1min");
        preflight.assertOne("logical_decoding_work_mem", Level.OK).contains("is 64MB");
        preflight.assertOne("max_slot_wal_keep_size", Level.WARN).contains("ALTER SYSTEM SET max_slot_wal_keep_size");
        if (server.major() >= 18) {
            preflight.assertOne("idle_replication_slot_timeout", Level.OK).contains("is 0");
        } else {
            preflight.assertSilent("idle_replication_slot_timeout");
        }
    }

    @Test
    void looking_changes_nothing() throws SQLException {
        String before = everything();
        assertThat(PreflightFixture.of(database).findings()).isNotEmpty();
        assertThat(preflight.findings()).isNotEmpty();
        assertThat(everything()).isEqualTo(before);
    }

    /** The script is run, and what it makes reads the slot, which it creates, in a database that others may not enter. */
    @Test
    void a_superuser_is_given_a_script_for_a_role_that_may_less_and_it_is_enough() throws SQLException {
        PreflightFixture.of(database)
                .assertOne("role", Level.WARN)
                .contains("is a superuser", "CREATE ROLE \"" + database.name() + "_cdc\" LOGIN REPLICATION")
                .satisfies(text -> {
                    String[] script = text.substring(text.indexOf("CREATE ROLE"))
                            .replace("'...'", "'s3cret-pass'")
                            .split(";\\s*");
                    assertThat(script).hasSize(2);
                    database.sql(
                            "REVOKE ALL ON DATABASE " + database.name() + " FROM PUBLIC",
                            "REVOKE ALL ON SCHEMA public FROM PUBLIC");
                    database.sql(script);
                });
        String made = database.name() + "_cdc";
        try {
            PreflightFixture least = PreflightFixture.as(database, made, "s3cret-pass");
            assertThat(least.findings()).extracting(Finding::level).doesNotContain(Level.FAIL);
            least.assertOne("role", Level.OK);
            List<Change> changes = new CopyOnWriteArrayList<>();
            try (ReplicationSession session = new ReplicationSession(least.settings(), (change, delivery) -> {
                changes.add(change);
                delivery.succeeded();
            })) {
                session.start();
                await().until(() -> session.status().state() == SessionStatus.State.STREAMING);
                database.sql("INSERT INTO t VALUES (1, 'one')");
                await().until(() -> changes.size() == 1);
            }
        } finally {
            database.sql("DROP OWNED BY " + made, "DROP ROLE " + made);
        }
    }

    @Test
    void a_role_that_may_not_replicate_fails_and_the_remedy_mends_it() throws SQLException {
        database.sql("ALTER ROLE " + role() + " NOREPLICATION");
        preflight.assertOne("role", Level.FAIL).contains("ALTER ROLE \"" + role() + "\" REPLICATION");
        preflight.assertOne("replication connection", Level.FAIL).contains("SQLSTATE 42501", "See role");
        database.sql("ALTER ROLE \"" + role() + "\" REPLICATION");
        preflight.assertOne("role", Level.OK);
        preflight.assertOne("replication connection", Level.OK);
        database.sql("ALTER ROLE " + role() + " CONNECTION LIMIT 2");
        preflight.assertOne("role", Level.WARN).contains("may have 2 connections", "CONNECTION LIMIT 3");
    }

    @Test
    void a_missing_slot_fails_when_it_is_not_to_be_created() {
        preflight.assertOne("slot", Level.OK).contains("will be created");
        preflight
                .withoutCreating()
                .assertOne("slot", Level.FAIL)
                .contains("pg_create_logical_replication_slot('" + database.slot());
    }

    @Test
    void a_slot_that_is_none_of_ours_fails() throws SQLException {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'test_decoding')");
        preflight
                .assertOne("slot", Level.FAIL)
                .contains("made for the plugin test_decoding", "pg_drop_replication_slot");
        database.sql("SELECT pg_drop_replication_slot('" + database.slot() + "')");
        try (TestDatabase other = server.newDatabase()) {
            other.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            preflight.assertOne("slot", Level.FAIL).contains("belongs to the database " + other.name());
        }
        database.sql("SELECT pg_create_physical_replication_slot('" + database.slot() + "')");
        preflight.assertOne("slot", Level.FAIL).contains("a physical slot");
        database.sql("SELECT pg_drop_replication_slot('" + database.slot() + "')");
    }

    @Test
    void a_slot_that_is_read_is_a_warning_that_names_its_reader() throws SQLException {
        try (ReplicationSession session =
                new ReplicationSession(PreflightFixture.of(database).settings(), (change, delivery) -> {})) {
            session.start();
            await().until(() -> slot().isActive());
            preflight
                    .assertOne("slot", Level.WARN)
                    .contains("in use by the server process " + slot().activePid() + " (camel-pgwal")
                    .contains("SELECT pg_terminate_backend(" + slot().activePid() + ")");
        }
    }

    @Test
    void a_slot_that_remembers_two_phase_is_a_warning() throws SQLException {
        if (server.major() < 15) {
            return; // pgoutput does not know it before
        }
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput', false, true)");
        preflight.assertOne("slot", Level.WARN).contains("remembers twoPhase=true");
    }

    @Test
    void slots_that_nobody_reads_are_listed_with_the_WAL_they_keep() throws SQLException {
        String orphan = database.name() + "_orphan";
        database.sql("SELECT pg_create_logical_replication_slot('" + orphan + "', 'pgoutput')");
        createSlot();
        preflight
                .assertOne("other slots", Level.WARN)
                .contains(orphan + " (")
                .contains("SELECT pg_drop_replication_slot('" + orphan + "');")
                .doesNotContain(database.slot() + " (");
    }

    @Test
    void what_a_new_slot_would_wait_for_is_named() throws SQLException {
        preflight.assertOne("open transactions", Level.OK).contains("none is old enough");
        createSlot();
        preflight.assertSilent("open transactions");
    }

    @Test
    void an_option_that_the_server_is_too_old_for_fails() {
        StreamOptions newest =
                new StreamOptions(Streaming.PARALLEL, false, false, false, Set.of(), true, Kind.usual(), false);
        List<Finding> found = preflight.with(preflight.settings().with(newest)).findings("options");
        if (server.major() >= 16) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasSize(1);
            assertThat(found.get(0).level()).isEqualTo(Level.FAIL);
            assertThat(found.get(0).what())
                    .isEqualTo("streaming=parallel needs PostgreSQL 16, the server is PostgreSQL " + server.major());
            assertThat(found.get(0).remedy()).isEqualTo("Leave streaming=parallel out, or upgrade the server");
        }
    }

    @Test
    void a_slot_without_failover_is_a_warning_where_there_could_be_one() throws SQLException {
        createSlot();
        if (server.major() < 17) {
            preflight.assertOne("failover", Level.OK).contains("no standby is connected");
        } else {
            preflight.assertOne("failover", Level.WARN).contains("ALTER_REPLICATION_SLOT", "(FAILOVER true)");
        }
    }

    @Test
    void without_a_connection_there_is_nothing_to_look_at() {
        Map<ConnectionSettings, ReplicationFailure.Kind> bad = Map.of(
                ConnectionSettings.builder().host("127.0.0.1").port(1).build(),
                ReplicationFailure.Kind.CONNECTION_LOST,
                ConnectionSettings.builder()
                        .host(server.host())
                        .port(server.port())
                        .database("no_such_database")
                        .username(server.user())
                        .password(server.password())
                        .build(),
                ReplicationFailure.Kind.DATABASE_MISSING);
        bad.forEach((connection, kind) -> {
            ReplicationFailure failure = catchThrowableOfType(
                    ReplicationFailure.class, () -> Preflight.look(SessionSettings.of(connection, "some_slot", "pub")));
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    private SlotState slot() throws SQLException {
        try (Connection connection = database.connect()) {
            return SlotState.find(connection, database.slot()).orElseThrow();
        }
    }

    /** What a look could have changed. */
    private String everything() throws SQLException {
        return database.queryOne(
                "SELECT (SELECT string_agg(to_jsonb(s)::text, ',' ORDER BY slot_name) FROM (SELECT slot_name, plugin,"
                        + " confirmed_flush_lsn, restart_lsn FROM pg_replication_slots) s)::text"
                        + " || (SELECT string_agg(p::text, ',' ORDER BY oid) FROM pg_publication p)::text"
                        + " || (SELECT string_agg(r::text, ',' ORDER BY rolname) FROM pg_roles r)::text"
                        + " || (SELECT string_agg(name || setting, ',' ORDER BY name) FROM pg_settings"
                        + "      WHERE source NOT IN ('client', 'session'))::text"
                        + " || (SELECT count(*) FROM pg_class)::text",
                String.class);
    }
}
