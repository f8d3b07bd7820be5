package io.pgwal.replication.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.preflight.Finding.Level;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** What is said of servers that are set up badly, or in another way than the shared ones. */
class ServerPreflightIT {

    static Stream<Integer> oldestAndNewest() {
        List<Integer> majors = PgServers.majors();
        return Stream.of(majors.get(0), majors.get(majors.size() - 1)).distinct();
    }

    private interface Look {
        void at(TestDatabase database, PreflightFixture preflight) throws Exception;
    }

    private static void on(int major, Map<String, String> settings, Look look) throws Exception {
        try (EmbeddedPgServer server = PgServer.start(major, settings);
                TestDatabase database = server.newDatabase()) {
            database.sql("CREATE TABLE t (id int PRIMARY KEY, x text)", "CREATE PUBLICATION pub FOR TABLE t");
            look.at(database, PreflightFixture.of(database));
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void a_server_with_every_setting_wrong(int major) throws Exception {
        Map<String, String> settings = Map.of(
                "wal_level", "replica",
                "max_wal_senders", "0",
                "max_replication_slots", "0",
                "wal_sender_timeout", "0");
        on(major, settings, (database, preflight) -> {
            preflight
                    .assertOne("wal_level", Level.FAIL)
                    .contains("is replica", "ALTER SYSTEM SET wal_level = logical;\nthen restart the server");
            preflight.assertOne("max_wal_senders", Level.FAIL).contains("0 of 0 are in use, and one more is needed");
            preflight.assertOne("max_replication_slots", Level.FAIL).contains("0 of 0 are in use");
            preflight.assertOne("wal_sender_timeout", Level.WARN).contains("is 0: the server never notices");
            preflight.assertOne("replication connection", Level.FAIL).contains("is refused", "SQLSTATE");
        });
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void a_server_whose_slots_and_senders_are_nearly_used_up(int major) throws Exception {
        Map<String, String> settings =
                Map.of("max_wal_senders", "1", "max_replication_slots", "2", "wal_sender_timeout", "1s");
        on(major, settings, (database, preflight) -> {
            database.sql("SELECT pg_create_physical_replication_slot('other')");
            preflight.assertOne("max_wal_senders", Level.WARN).contains("this one will be the last");
            preflight.assertOne("max_replication_slots", Level.WARN).contains("this one will be the last");
            preflight.assertOne("wal_sender_timeout", Level.WARN).contains("is 1s");
            preflight.assertOne("other slots", Level.WARN).contains("other (0 bytes");
            database.sql("SELECT pg_create_physical_replication_slot('more')");
            preflight.assertOne("max_replication_slots", Level.FAIL).contains("2 of 2 are in use");
        });
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void a_slot_that_the_server_gives_up(int major) throws Exception {
        Map<String, String> settings = Map.of(
                "max_slot_wal_keep_size", "1MB",
                "wal_keep_size", "0",
                "min_wal_size", "32MB",
                "max_wal_size", "32MB");
        on(major, settings, (database, preflight) -> {
            database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            preflight.assertOne("max_slot_wal_keep_size", Level.OK).contains("is 1MB");
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                database.sql("SELECT pg_switch_wal()", "INSERT INTO t SELECT 1 + coalesce(max(id), 0) FROM t");
                return !preflight.findings("slot").get(0).level().equals(Level.OK);
            });
            preflight.assertOne("slot", Level.WARN).contains("about to be lost");
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                database.sql("CHECKPOINT", "SELECT pg_switch_wal()", "CREATE TABLE IF NOT EXISTS filler ()");
                return preflight.findings("slot").get(0).level().equals(Level.FAIL);
            });
            preflight
                    .assertOne("slot", Level.FAIL)
                    .contains("is lost" + (major >= 17 ? " (wal_removed)" : ""))
                    .contains("SELECT pg_drop_replication_slot('" + database.slot() + "')");
        });
    }

    @Test
    void settings_of_the_newest_server() throws Exception {
        List<Integer> majors = PgServers.majors();
        int newest = majors.get(majors.size() - 1);
        on(newest, Map.of("max_prepared_transactions", "0"), (database, preflight) -> {
            if (newest >= 18) {
                database.sql("ALTER SYSTEM SET idle_replication_slot_timeout = '2h'", "SELECT pg_reload_conf()");
                await().untilAsserted(() -> preflight
                        .assertOne("idle_replication_slot_timeout", Level.WARN)
                        .contains("the slot of a route that is stopped for longer is lost"));
            }
            database.sql("ALTER SYSTEM SET output_plugin_libraries = 'test_decoding'", "SELECT pg_reload_conf()");
            await().untilAsserted(() -> preflight
                    .assertOne("output plugin", Level.FAIL)
                    .contains("ALTER SYSTEM SET output_plugin_libraries = 'pgoutput'"));
        });
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void transactions_that_spilled_are_a_warning_until_streaming_is_on(int major) throws Exception {
        on(major, Map.of("logical_decoding_work_mem", "64kB"), (database, preflight) -> {
            database.sql(
                    "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')",
                    "INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i",
                    "SELECT count(*) FROM pg_logical_slot_get_binary_changes('" + database.slot()
                            + "', NULL, NULL, 'proto_version', '1', 'publication_names', 'pub')");
            await().untilAsserted(() -> preflight
                    .assertOne("logical_decoding_work_mem", Level.WARN)
                    .contains("is 64kB", "of this slot 1 did", "Set streaming=on"));
            preflight
                    .with(preflight
                            .settings()
                            .with(preflight.settings().stream().with(io.pgwal.replication.Streaming.ON)))
                    .assertOne("logical_decoding_work_mem", Level.OK)
                    .contains("while they are in progress");
        });
    }

    @Test
    void what_a_new_slot_would_wait_for_is_named() throws Exception {
        on(PgServers.newest().major(), Map.of(), (database, preflight) -> {
            database.sql("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'left behind'");
            try (Connection connection = database.connect();
                    Statement sql = connection.createStatement()) {
                connection.setAutoCommit(false);
                sql.execute("INSERT INTO t VALUES (2)");
                int pid = connection.unwrap(PGConnection.class).getBackendPID();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> preflight.findings("open transactions").size() == 2);
                assertThat(preflight.findings("open transactions"))
                        .allMatch(finding -> finding.level() == Level.WARN)
                        .anyMatch(finding -> finding.what().contains("left behind"))
                        .anyMatch(finding -> finding.remedy().contains("ROLLBACK PREPARED 'left behind'"))
                        .anyMatch(finding -> finding.remedy().contains("pid IN (" + pid + ")"));
            }
        });
    }

    /** By what exists only there; what is said is from their documentation. */
    @Test
    void providers_are_recognized_and_their_words_come_in_place_of_SQL_that_does_not_work_there() throws Exception {
        Map<String, List<String>> known = Map.of(
                "rds_superuser",
                        List.of("Amazon RDS", "rds.logical_replication = 1", "GRANT rds_replication TO \"cdc\""),
                "alloydbsuperuser", List.of("Google AlloyDB", "alloydb.logical_decoding", "ALTER ROLE \"cdc\""),
                "cloudsqlsuperuser", List.of("Google Cloud SQL", "cloudsql.logical_decoding", "ALTER ROLE \"cdc\""),
                "azure_pg_admin", List.of("Azure", "server parameter wal_level", "ALTER ROLE \"cdc\""),
                "supabase_admin", List.of("Supabase", "ask Supabase", "ALTER ROLE \"cdc\""),
                "neon_superuser", List.of("Neon", "project's settings", "Neon's console"));
        on(PgServers.newest().major(), Map.of("wal_level", "replica"), (database, superuser) -> {
            database.sql("CREATE ROLE cdc LOGIN PASSWORD 's3cret-pass'");
            PreflightFixture preflight = PreflightFixture.as(database, "cdc", "s3cret-pass");
            preflight.assertSilent("provider");
            for (Map.Entry<String, List<String>> provider : known.entrySet()) {
                database.sql("CREATE ROLE " + provider.getKey());
                assertProvider(preflight, provider.getValue());
                database.sql("DROP ROLE " + provider.getKey());
            }
            database.sql(
                    "CREATE ROLE rds_superuser",
                    "CREATE ROLE rds_replication",
                    "GRANT rds_replication TO cdc",
                    "CREATE FUNCTION aurora_version() RETURNS text LANGUAGE sql AS $$ SELECT '17.1' $$");
            preflight.assertOne("provider", Level.OK).contains("Amazon Aurora", "not tried");
            preflight.assertOne("role", Level.OK).contains("may replicate");
        });
    }

    private static void assertProvider(PreflightFixture preflight, List<String> words) {
        preflight.assertOne("provider", Level.OK).contains(words.get(0), "From its documentation, not tried");
        preflight
                .assertOne("wal_level", Level.FAIL)
                .contains(words.get(1), "not tried")
                .doesNotContain("ALTER SYSTEM");
        preflight.assertOne("role", Level.FAIL).contains(words.get(2), "not tried");
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void a_standby_and_its_primary(int major) throws Exception {
        on(major, Map.of(), (database, preflight) -> {
            EmbeddedPgServer primary = (EmbeddedPgServer) database.server();
            database.sql("SELECT pg_create_physical_replication_slot('standby')");
            primary.stop(StopMode.FAST);
            try (EmbeddedPgServer standby = primary.newStandby("standby")) {
                primary.start();
                standby.start();
                await().until(() -> standbys(database) == 1);
                failoverReadiness(major, database, preflight);
                PreflightFixture there = onStandby(standby, database);
                if (major < 16) {
                    there.assertOne("server", Level.FAIL).contains("a standby", "Connect to the primary");
                } else {
                    there.assertOne("server", Level.WARN).contains("a standby", "hot_standby_feedback");
                }
                there.assertSilent("failover");
            }
        });
    }

    private static void failoverReadiness(int major, TestDatabase database, PreflightFixture preflight)
            throws SQLException {
        if (major < 17) {
            preflight
                    .assertOne("failover", Level.WARN)
                    .contains("before PostgreSQL 17 a slot stays on its server", "walreceiver");
            return;
        }
        preflight
                .assertOne("failover", Level.WARN)
                .contains("may be ahead of them", "connected: walreceiver", "synchronized_standby_slots");
        database.sql("ALTER SYSTEM SET synchronized_standby_slots = 'standby'", "SELECT pg_reload_conf()");
        await().untilAsserted(() -> preflight.assertOne("failover", Level.OK).contains("never ahead of standby"));
    }

    private static PreflightFixture onStandby(EmbeddedPgServer standby, TestDatabase database) {
        return PreflightFixture.of(database)
                .with(io.pgwal.replication.SessionSettings.of(
                        io.pgwal.replication.ConnectionSettings.builder()
                                .host(standby.host())
                                .port(standby.port())
                                .database(database.name())
                                .username(standby.user())
                                .password(standby.password())
                                .build(),
                        database.slot(),
                        "pub"));
    }

    private static long standbys(TestDatabase database) throws SQLException {
        long count = database.queryOne("SELECT count(*) FROM pg_stat_replication", Long.class);
        assertThat(count).isLessThan(2);
        return count;
    }
}
