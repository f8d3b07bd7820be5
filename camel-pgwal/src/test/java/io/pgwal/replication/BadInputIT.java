package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wrong at the start is named with its remedy, and nothing is made or dropped on the way. */
@OnEveryPostgres
class BadInputIT extends SessionFixture {

    private static final String SECRET = "s3cret-pass";

    BadInputIT(PgServer server) {
        super(server);
    }

    @AfterEach
    void dropRole() throws SQLException {
        database.sql("DROP ROLE IF EXISTS " + role());
    }

    @Test
    void a_missing_publication_is_refused_with_the_SQL_that_mends_it() throws SQLException {
        ReplicationFailure failure = refused(settings().with(PublicationSettings.named("no \"such\" pub")));
        assertThat(failure.kind()).isEqualTo(Kind.PUBLICATION_MISSING);
        String remedy = failure.remedy().substring(failure.remedy().indexOf("CREATE PUBLICATION"));
        database.sql(remedy.replace("your_table, other_table", "t"));
        started(settings().with(PublicationSettings.named("no \"such\" pub")), Recorder.acknowledging());
    }

    @Test
    void a_missing_publication_is_made_when_that_is_asked_for() throws SQLException {
        database.sql("CREATE TABLE \"Odd Name\" (id int PRIMARY KEY)");
        PublicationSettings made =
                new PublicationSettings(List.of("pub", "Made Here"), true, List.of("public.Odd Name"));
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(made), recorder);
        database.sql("INSERT INTO \"Odd Name\" VALUES (1)", "INSERT INTO t VALUES (2)");
        assertThat(recorder.awaitCount(2))
                .extracting(change -> change.relation().orElseThrow().name())
                .containsExactly("Odd Name", "t");
    }

    @Test
    void a_missing_slot_is_refused_when_it_is_not_to_be_created() throws SQLException {
        ReplicationFailure failure =
                refused(settings().with(new SlotSettings(database.slot(), false, false, true, false)));
        assertThat(failure.kind()).isEqualTo(Kind.SLOT_MISSING);
        assertThat(failure).hasMessageContaining("pg_create_logical_replication_slot('" + database.slot());
    }

    @Test
    void a_slot_of_another_plugin_is_refused() throws SQLException {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'test_decoding')");
        ReplicationFailure failure = refused(settings());
        assertThat(failure.kind()).isEqualTo(Kind.SLOT_OF_OTHER_PLUGIN);
        assertThat(failure).hasMessageContaining("test_decoding").hasMessageContaining("pg_drop_replication_slot");
    }

    @Test
    void a_physical_slot_is_refused() throws SQLException {
        database.sql("SELECT pg_create_physical_replication_slot('" + database.slot() + "')");
        try {
            assertThat(refused(settings()).kind()).isEqualTo(Kind.SLOT_OF_OTHER_PLUGIN);
        } finally {
            database.sql("SELECT pg_drop_replication_slot('" + database.slot() + "')");
        }
    }

    @Test
    void a_slot_of_another_database_is_refused() throws SQLException {
        try (var other = server.newDatabase()) {
            other.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            ReplicationFailure failure = refused(settings());
            assertThat(failure.kind()).isEqualTo(Kind.SLOT_OF_OTHER_DATABASE);
            assertThat(failure).hasMessageContaining(other.name()).hasMessageContaining(database.name());
        }
    }

    @Test
    void a_role_without_the_right_to_replicate_is_refused_with_the_SQL_that_mends_it() throws SQLException {
        database.sql("CREATE ROLE " + role() + " LOGIN PASSWORD '" + SECRET + "'");
        SessionSettings asRole = SessionSettings.of(connection(role(), SECRET), database.slot(), "pub")
                .with(QUICK);
        ReplicationFailure failure = refused(asRole);
        assertThat(failure.kind()).isEqualTo(Kind.NO_REPLICATION_RIGHT);
        assertThat(failure).hasMessageNotContaining(SECRET);
        String remedy = "ALTER ROLE \"" + role() + "\" REPLICATION";
        assertThat(failure).hasMessageContaining(remedy);
        database.sql(remedy);
        Recorder recorder = Recorder.acknowledging();
        started(asRole, recorder);
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1); // REPLICATION is all that it takes
    }

    @Test
    void a_missing_database_is_refused() {
        ConnectionSettings elsewhere = ConnectionSettings.builder()
                .host(server.host())
                .port(server.port())
                .database("no_such_database")
                .username(server.user())
                .password(server.password())
                .build();
        ReplicationFailure failure =
                refused(SessionSettings.of(elsewhere, database.slot(), "pub").with(QUICK));
        assertThat(failure.kind()).isEqualTo(Kind.DATABASE_MISSING);
        assertThat(failure).hasMessageContaining("no_such_database");
    }

    @Test
    void an_option_that_the_server_is_too_old_for_is_refused_before_anything_is_made() throws SQLException {
        StreamOptions newest = new StreamOptions(
                Streaming.OFF, true, false, false, Set.of(), true, io.pgwal.replication.Kind.usual(), false);
        if (server.major() >= 16) {
            started(settings().with(newest), Recorder.acknowledging());
            return;
        }
        ReplicationFailure failure = refused(settings().with(newest));
        assertThat(failure.kind()).isEqualTo(Kind.OPTION_TOO_NEW);
        assertThat(failure).hasMessageContaining("PostgreSQL " + server.major());
    }

    @Test
    void a_server_that_is_not_there_is_tried_again() {
        ConnectionSettings nowhere = ConnectionSettings.builder()
                .host("127.0.0.1")
                .port(1)
                .database("x")
                .build();
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session =
                started(SessionSettings.of(nowhere, "s", "pub").with(QUICK), recorder);
        await().until(() -> recorder.failures().size() >= 3);
        assertThat(recorder.failures()).extracting(ReplicationFailure::kind).containsOnly(Kind.CONNECTION_LOST);
        session.stop(Duration.ZERO);
        assertThat(session.status().state()).isEqualTo(SessionStatus.State.STOPPED);
    }

    @Test
    void after_as_many_attempts_as_allowed_the_session_ends() {
        ConnectionSettings nowhere = ConnectionSettings.builder()
                .host("127.0.0.1")
                .port(1)
                .database("x")
                .build();
        Pace twice = new Pace(10, 1000, Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(20), 2);
        Recorder recorder = Recorder.acknowledging();
        started(SessionSettings.of(nowhere, "s", "pub").with(twice), recorder);
        await().until(() -> recorder.ends().size() == 1);
        assertThat(recorder.failures()).hasSize(3); // at the start, and two attempts
        assertThat(recorder.failures())
                .allSatisfy(failure -> assertThat(failure).hasMessageEndingWith("It is tried again"));
        assertThat(recorder.ends().get(0))
                .hasMessageContaining("given up after 2 attempts in a row")
                .hasMessageContaining("ConnectException")
                .hasMessageNotContaining("tried again");
    }

    @Test
    void a_slot_that_is_dropped_behind_our_back_ends_the_session_and_is_not_made_again() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1);
        await().ignoreExceptions().until(() -> {
            terminateWalsender();
            database.sql("SELECT pg_drop_replication_slot('" + database.slot() + "')");
            return true;
        });
        await().until(() -> recorder.ends().size() == 1);
        assertThat(recorder.ends().get(0).kind()).isEqualTo(Kind.SLOT_GONE);
        assertThat(slots()).isZero();
    }

    @Test
    void a_publication_that_is_dropped_behind_our_back_ends_the_session_and_nothing_past_it_is_acknowledged()
            throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql("INSERT INTO t VALUES (1)");
        awaitConfirmed(Recorder.end(recorder.awaitCount(1).get(0)));
        database.sql("DROP PUBLICATION pub", "INSERT INTO t VALUES (2)");
        var unpublished = currentWal();
        await().atMost(Duration.ofSeconds(30)).until(() -> recorder.ends().size() == 1);
        assertThat(recorder.ends().get(0).kind()).isEqualTo(Kind.PUBLICATION_MISSING);
        assertThat(unpublished.isAfter(confirmedFlush())).isTrue();
    }

    @Test
    void settings_that_make_no_sense_are_named() {
        Map<String, Runnable> bad = Map.of(
                "slot", () -> SlotSettings.named("Upper-Case"),
                "publication", () -> new PublicationSettings(List.of(), false, List.of()),
                "tables", () -> new PublicationSettings(List.of("p"), true, List.of()),
                "maxInFlight",
                        () -> new Pace(0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), -1),
                "statusInterval", () -> new Pace(1, 1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), -1),
                "url", () -> ConnectionSettings.ofUrl("jdbc:mysql://user:" + SECRET + "@host/db"));
        bad.forEach((setting, make) -> {
            ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, make::run);
            assertThat(failure.kind()).isEqualTo(Kind.BAD_SETTING);
            assertThat(failure)
                    .hasMessageStartingWith("[BAD_SETTING] " + setting)
                    .hasMessageNotContaining(SECRET);
        });
    }

    private ReplicationFailure refused(SessionSettings settings) {
        String before = everything();
        ReplicationSession session = session(settings, Recorder.acknowledging());
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, session::start);
        assertThat(failure).isNotNull();
        assertThat(failure.verdict()).isEqualTo(Verdict.STOP);
        assertThat(failure.remedy()).isNotBlank();
        assertThat(everything()).isEqualTo(before);
        assertThat(session.status().state()).isEqualTo(SessionStatus.State.STOPPED);
        return failure;
    }

    /** Slots and publications as far as this test can see them. */
    private String everything() {
        try {
            return database.queryOne(
                    "SELECT coalesce((SELECT string_agg(slot_name || plugin, ',' ORDER BY slot_name)"
                            + " FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'), '-')"
                            + " || (SELECT string_agg(pubname, ',' ORDER BY pubname) FROM pg_publication)",
                    String.class);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long slots() throws SQLException {
        return database.queryOne(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'", Long.class);
    }

    private String role() {
        return database.name() + "_role";
    }
}
