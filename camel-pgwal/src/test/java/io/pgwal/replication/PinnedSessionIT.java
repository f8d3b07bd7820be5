package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role whose settings would end our sessions, refuse our statements or change what they do. */
@OnOldestAndNewestPostgres
class PinnedSessionIT extends SessionFixture {

    private static final String PASSWORD = "secret";

    PinnedSessionIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void createRole() throws SQLException {
        database.sql(
                "CREATE ROLE " + role() + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
                "GRANT CREATE ON DATABASE " + database.name() + " TO " + role(),
                "ALTER TABLE t OWNER TO " + role());
    }

    @AfterEach
    void dropRole() throws SQLException {
        database.sql("REASSIGN OWNED BY " + role() + " TO CURRENT_USER", "DROP OWNED BY " + role());
        database.sql("DROP ROLE " + role());
    }

    @Test
    void settings_of_the_role_do_not_hold_in_any_session() throws SQLException {
        Map<String, String> pinned = new TreeMap<>(Map.of(
                "search_path", "pg_catalog",
                "default_transaction_read_only", "off",
                "default_transaction_isolation", "read committed",
                "default_transaction_deferrable", "off",
                "client_min_messages", "warning",
                "standard_conforming_strings", "on",
                "exit_on_error", "off",
                "TimeZone", "UTC",
                "IntervalStyle", "postgres",
                "bytea_output", "hex"));
        Map<String, String> others = new TreeMap<>(Map.of(
                "search_path", "public",
                "default_transaction_read_only", "on",
                "default_transaction_isolation", "serializable",
                "default_transaction_deferrable", "on",
                "client_min_messages", "error",
                "standard_conforming_strings", "off",
                "exit_on_error", "on",
                "TimeZone", "Asia/Tokyo",
                "IntervalStyle", "iso_8601",
                "bytea_output", "escape"));
        for (String limit : TimeLimits.on(server.major())) {
            pinned.put(limit, "0");
            others.put(limit, "1h");
        }
        for (Map.Entry<String, String> setting : others.entrySet()) {
            set(setting.getKey(), setting.getValue());
        }
        try (Connection ordinary = asRole().connection().connect();
                Connection walsender = asRole().connection().connectForReplication()) {
            assertThat(shown(ordinary, pinned)).isEqualTo(pinned);
            assertThat(shown(walsender, pinned)).isEqualTo(pinned);
        }
    }

    @Test
    void slow_transaction_is_delivered_once_under_time_limits_of_the_role() throws SQLException {
        setTimeLimits();
        List<Change> changes = new ArrayList<>();
        ChangeListener slow = (change, delivery) -> {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            changes.add(change);
            delivery.succeeded();
        };
        ReplicationSession session = new ReplicationSession(asRole(), slow);
        try (session) {
            session.start();
            database.sql("INSERT INTO t SELECT i, repeat('x', 8000) FROM generate_series(1, 2000) i");
            awaitConfirmed(currentWal());
            assertThat(changes.size()).isEqualTo(2000);
            assertThat(session.status().reconnects()).isZero();
        }
    }

    @Test
    void idle_sessions_outlive_time_limits_of_the_role() throws SQLException {
        setTimeLimits();
        Recorder recorder = Recorder.acknowledging();
        started(asRole(), recorder);
        await().until(() -> processes().size() == 2);
        List<String> before = processes();
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(() -> processes()
                .equals(before));
        assertThat(recorder.failures()).isEmpty();
    }

    @Test
    void read_only_role_creates_its_publication_and_emits() throws SQLException {
        set("default_transaction_read_only", "on");
        Recorder recorder = Recorder.acknowledging();
        SessionSettings settings =
                asRole().with(asking()).with(new PublicationSettings(List.of("made"), true, List.of("public.t")));
        started(settings, recorder);
        new LogicalMessages(settings.connection())
                .emit(new LogicalMessages.Message(true, "p", "m".getBytes(StandardCharsets.UTF_8)));
        assertThat(recorder.awaitCount(1).get(0).kind()).isEqualTo(Kind.MESSAGE);
    }

    /** PostgreSQL 18 tells only by a warning that it leaves changes out. */
    @Test
    void missing_publication_is_found_though_the_role_hides_warnings() throws SQLException {
        set("client_min_messages", "error");
        Recorder recorder = Recorder.acknowledging();
        started(asRole(), recorder);
        database.sql("DROP PUBLICATION pub", "INSERT INTO t VALUES (2)");
        await().atMost(Duration.ofSeconds(30)).until(() -> recorder.ends().size() == 1);
        assertThat(recorder.ends().get(0).kind()).isEqualTo(ReplicationFailure.Kind.PUBLICATION_MISSING);
    }

    @Test
    void creation_of_a_publication_gives_up_waiting_for_a_lock() throws SQLException {
        SessionSettings settings = asRole().with(new PublicationSettings(List.of("made"), true, List.of("public.t")));
        try (Connection owner = database.connect();
                Statement sql = owner.createStatement();
                Connection walsender = settings.connection().connectForReplication()) {
            Server greeted = Server.greet(walsender);
            owner.setAutoCommit(false);
            sql.execute("LOCK TABLE t");
            SQLException refused = catchThrowableOfType(
                    SQLException.class,
                    () -> Publications.create(walsender, List.of("made"), settings, greeted, Duration.ofMillis(100)));
            assertThat(refused.getSQLState()).isEqualTo("55P03");
        }
        assertThat(database.queryOne("SELECT count(*) FROM pg_publication", Long.class))
                .isEqualTo(1);
    }

    private SessionSettings asRole() {
        return SessionSettings.of(connection(role(), PASSWORD), database.slot(), "pub")
                .with(QUICK);
    }

    private void setTimeLimits() throws SQLException {
        for (String limit : TimeLimits.on(server.major())) {
            set(limit, "500ms");
        }
    }

    private void set(String setting, String value) throws SQLException {
        database.sql(
                "ALTER ROLE " + role() + " IN DATABASE " + database.name() + " SET " + setting + " = '" + value + "'");
    }

    private static Map<String, String> shown(Connection connection, Map<String, String> settings) throws SQLException {
        Map<String, String> shown = new TreeMap<>();
        try (Statement sql = connection.createStatement()) {
            for (String name : settings.keySet()) {
                try (ResultSet row = sql.executeQuery("SHOW " + name)) {
                    row.next();
                    shown.put(name, row.getString(1));
                }
            }
        }
        return shown;
    }

    /** The session's connections, by the pids of their processes. */
    private List<String> processes() throws SQLException {
        String pids = database.queryOne(
                "SELECT string_agg(pid::text, ',' ORDER BY pid) FROM pg_stat_activity WHERE usename = '" + role() + "'",
                String.class);
        return pids == null ? List.of() : List.of(pids.split(","));
    }

    private String role() {
        return database.name() + "_role";
    }
}
