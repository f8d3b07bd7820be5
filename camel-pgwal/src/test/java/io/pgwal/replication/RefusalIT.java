package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.replication.preflight.Finding;
import io.pgwal.replication.preflight.Preflight;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot succeed is refused at the start, with its code and its remedy, and nothing is created. */
@OnOldestAndNewestPostgres
class RefusalIT extends SessionFixture {

    RefusalIT(PgServer server) {
        super(server);
    }

    @AfterEach
    void dropRole() throws SQLException {
        database.sql("DROP ROLE IF EXISTS " + role());
    }

    @Test
    void tables_that_cannot_be_published_are_refused() throws SQLException {
        database.sql(
                "CREATE VIEW v AS SELECT 1 AS id",
                "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS id",
                "CREATE UNLOGGED TABLE ul (id int)",
                "CREATE SEQUENCE sq",
                "CREATE INDEX ix ON t (name)",
                "CREATE TYPE ct AS (a int)",
                "CREATE FOREIGN DATA WRAPPER w",
                "CREATE SERVER sv FOREIGN DATA WRAPPER w",
                "CREATE FOREIGN TABLE ft (id int) SERVER sv");
        for (String table : List.of("public.missing", "publik.orders", "missing")) {
            assertThat(refused(Kind.CANNOT_PUBLISH, publishing(table))).hasMessageContaining("create the table first");
        }
        for (String table : List.of("v", "mv", "ul", "sq", "ix", "ct", "ft", "pg_catalog.pg_class")) {
            assertThat(refused(Kind.CANNOT_PUBLISH, publishing(table)))
                    .as(table)
                    .hasMessageContaining("only ordinary and partitioned tables");
        }
    }

    @Test
    void a_role_that_may_not_publish_is_told_what_it_needs() throws SQLException {
        database.sql("CREATE ROLE " + role() + " LOGIN REPLICATION PASSWORD 'pw'");
        SessionSettings asRole = settings().with(publishing("public.t").publications());
        asRole = new SessionSettings(
                connection(role(), "pw"),
                asRole.slot(),
                asRole.publications(),
                asRole.stream(),
                asRole.pace(),
                asRole.spill());
        assertThat(refused(Kind.NO_RIGHT, asRole)).hasMessageContaining("GRANT CREATE ON DATABASE");
        database.sql("GRANT CREATE ON DATABASE " + SqlText.identifier(database.name()) + " TO " + role());
        assertThat(refused(Kind.NO_RIGHT, asRole)).hasMessageContaining("OWNER TO");
        PublicationSettings all = new PublicationSettings(List.of("made"), true, List.of("*"));
        assertThat(refused(Kind.NO_RIGHT, asRole.with(all))).hasMessageContaining("FOR ALL TABLES needs a superuser");
        database.sql("REVOKE CREATE ON DATABASE " + SqlText.identifier(database.name()) + " FROM " + role());
    }

    @Test
    void time_zone_of_the_JVM_unknown_to_the_server_is_named() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(new SimpleTimeZone(0, "Asia/Nowhere"));
        ReplicationFailure failure;
        try {
            failure = catchThrowableOfType(
                    ReplicationFailure.class, session(settings(), Recorder.acknowledging())::start);
        } finally {
            TimeZone.setDefault(before);
        }
        assertThat(failure.kind()).isEqualTo(Kind.BAD_SETTING);
        assertThat(failure).hasMessageContaining("Asia/Nowhere, to one that the server knows: -Duser.timezone=UTC");
    }

    @Test
    void connection_that_cannot_work_is_refused_by_its_own_code() {
        Map<Kind, Consumer<ConnectionSettings.Builder>> bad = new LinkedHashMap<>();
        bad.put(Kind.TLS_FAILED, builder -> builder.property("sslmode", "require"));
        bad.put(Kind.DATABASE_MISSING, builder -> builder.database("no_such_database"));
        bad.put(Kind.AUTHENTICATION_FAILED, builder -> builder.username("no_such_role"));
        bad.put(Kind.BAD_SETTING, builder -> builder.property("options", "-c no_such_setting=1"));
        bad.forEach((kind, change) ->
                assertThat(refused(kind, settings(change)).verdict()).isEqualTo(Verdict.STOP));
        assertThat(refused(Kind.TLS_FAILED, settings(bad.get(Kind.TLS_FAILED)))).hasMessageContaining("sslMode");
    }

    @Test
    void a_host_that_is_unknown_is_tried_again_and_says_why() {
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings(builder -> builder.host("nosuch.invalid")), recorder);
        ReplicationFailure failure = recorder.failures().get(0);
        assertThat(failure.kind()).isEqualTo(Kind.HOST_UNKNOWN);
        assertThat(failure)
                .hasMessageContaining("UnknownHostException: nosuch.invalid")
                .hasMessageEndingWith("It is tried again");
        session.stop(Duration.ZERO);
        assertThat(session.status().lastFailure().orElseThrow()).hasMessageNotContaining("tried again");
    }

    @Test
    void publications_with_different_columns_are_refused_with_the_table() throws SQLException {
        if (server.major() < 15) {
            return; // no column lists before
        }
        database.sql("CREATE PUBLICATION ids FOR TABLE t (id)");
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(new PublicationSettings(List.of("pub", "ids"), false, List.of())), recorder);
        database.sql("INSERT INTO t VALUES (1, 'a')");
        await().atMost(Duration.ofSeconds(30)).until(() -> recorder.ends().size() == 1);
        assertThat(recorder.ends().get(0).kind()).isEqualTo(Kind.PUBLICATION_CONFLICT);
        assertThat(recorder.ends().get(0)).hasMessageContaining("different column lists for public.t");
    }

    @Test
    void publication_unlike_the_option_tables_is_reported_with_SQL() throws SQLException {
        database.sql("CREATE TABLE u (id int PRIMARY KEY)", "CREATE TABLE w (id int PRIMARY KEY)");
        PublicationSettings wanted = new PublicationSettings(List.of("pub"), true, List.of("public.u", "w"));
        Finding drift = drift(wanted);
        assertThat(drift.level()).isEqualTo(Finding.Level.WARN);
        assertThat(drift.what()).contains("does not publish public.u, public.w, and publishes public.t too");
        String sql = drift.remedy().substring(drift.remedy().indexOf("ALTER PUBLICATION"));
        for (String statement : sql.split("; ")) {
            database.sql(statement);
        }
        assertThat(drift(wanted).level()).isEqualTo(Finding.Level.OK);
        assertThat(drift(new PublicationSettings(List.of("pub"), true, List.of("*")))
                        .what())
                .contains("does not publish all tables");
        started(settings().with(wanted), Recorder.acknowledging());
    }

    @Test
    void publication_is_kept_in_step_with_the_option_on_request() throws SQLException {
        database.sql("CREATE TABLE u (id int PRIMARY KEY)", "CREATE TABLE w (id int PRIMARY KEY)");
        PublicationSettings wanted = new PublicationSettings(List.of("pub"), true, true, List.of("public.u", "w"));
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(wanted), recorder);
        assertThat(drift(wanted).level()).isEqualTo(Finding.Level.OK);
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO u VALUES (2)", "INSERT INTO w VALUES (3)");
        recorder.awaitCount(2);
        assertThat(recorder.column("id")).containsExactly(2, 3);
    }

    private Finding drift(PublicationSettings wanted) {
        return Preflight.look(settings().with(wanted)).stream()
                .filter(finding -> finding.check().equals("tables"))
                .findFirst()
                .orElseThrow();
    }

    private SessionSettings publishing(String table) {
        return settings().with(new PublicationSettings(List.of("made"), true, List.of(table)));
    }

    private SessionSettings settings(Consumer<ConnectionSettings.Builder> change) {
        ConnectionSettings.Builder builder = ConnectionSettings.builder()
                .host(server.host())
                .port(server.port())
                .database(database.name())
                .username(server.user())
                .password(server.password());
        change.accept(builder);
        return SessionSettings.of(builder.build(), database.slot(), "pub").with(QUICK);
    }

    private ReplicationFailure refused(Kind kind, SessionSettings settings) {
        ReplicationSession session = session(settings, Recorder.acknowledging());
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, session::start);
        assertThat(failure).as(kind.name()).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure)
                .hasMessageStartingWith("[" + kind + "] ")
                .hasMessageContaining("(SQLSTATE ")
                .hasMessageNotContaining("tried again");
        assertThat(created()).isZero();
        return failure;
    }

    private long created() {
        try {
            return database.queryOne(
                    "SELECT (SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot()
                            + "') + (SELECT count(*) FROM pg_publication WHERE pubname <> 'pub')",
                    Long.class);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String role() {
        return database.name() + "_role";
    }
}
