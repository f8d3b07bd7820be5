package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A primary dies, its standby is promoted, and the session goes on there with the slot that was copied to it. */
class FailoverIT {

    static List<Integer> majorsWithFailoverSlots() {
        return PgServers.majors().stream().filter(major -> major >= 17).toList();
    }

    @ParameterizedTest(name = "PostgreSQL {0}", allowZeroInvocations = true)
    @MethodSource("majorsWithFailoverSlots")
    void a_session_goes_on_at_the_promoted_standby_and_nothing_is_lost(int major) throws Exception {
        try (EmbeddedPgServer primary = PgServer.start(major, Map.of())) {
            TestDatabase database = primary.newDatabase();
            database.sql(
                    "SELECT pg_create_physical_replication_slot('standby')",
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE PUBLICATION pub FOR TABLE t");
            primary.stop(StopMode.FAST);
            try (EmbeddedPgServer standby = primary.newStandby("standby")) {
                primary.start();
                // what is delivered is on the standby already: no consumer gets ahead of it
                database.sql("ALTER SYSTEM SET synchronized_standby_slots = 'standby'", "SELECT pg_reload_conf()");
                standby.start();
                Recorder recorder = Recorder.acknowledging();
                try (ReplicationSession session = session(primary, standby, database, recorder)) {
                    failOver(primary, standby, database, session, recorder);
                }
            }
        }
    }

    private static void failOver(
            EmbeddedPgServer primary,
            EmbeddedPgServer standby,
            TestDatabase database,
            ReplicationSession session,
            Recorder recorder)
            throws SQLException {
        for (int i = 0; i < 50; i++) {
            database.sql("INSERT INTO t VALUES (" + i + ")");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> recorder.column("id").contains(49));
        await("slot to be copied").atMost(Duration.ofSeconds(60)).until(() -> synced(standby, database));

        primary.kill();
        try (Connection connection = standby.connect("postgres");
                Statement sql = connection.createStatement()) {
            // the copied settings want it to wait for a standby that it does not have
            sql.execute("ALTER SYSTEM RESET synchronized_standby_slots");
            sql.execute("SELECT pg_reload_conf()");
            sql.execute("SELECT pg_promote()");
        }
        long promoted = System.nanoTime();
        insert(standby, database, 50);
        await().atMost(Duration.ofSeconds(60)).until(() -> recorder.column("id").contains(50));
        Duration took = Duration.ofNanos(System.nanoTime() - promoted);
        assertThat(took).isLessThan(Duration.ofSeconds(5));
        insert(standby, database, 51);
        await().until(() -> recorder.column("id").contains(51));
        assertThat(recorder.column("id").stream().distinct())
                .containsExactlyElementsOf(IntStream.range(0, 52).boxed().toList());
        assertThat(recorder.ends()).isEmpty();
        assertThat(session.status().state()).isEqualTo(SessionStatus.State.STREAMING);
    }

    private static void insert(EmbeddedPgServer server, TestDatabase database, int id) throws SQLException {
        try (Connection connection = server.connect(database.name());
                Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO t VALUES (" + id + ")");
        }
    }

    private static boolean synced(EmbeddedPgServer standby, TestDatabase database) throws SQLException {
        try (Connection connection = standby.connect("postgres");
                Statement sql = connection.createStatement();
                ResultSet slot = sql.executeQuery("SELECT synced AND failover AND NOT temporary FROM"
                        + " pg_replication_slots WHERE slot_name = '" + database.slot() + "'")) {
            return slot.next() && slot.getBoolean(1);
        }
    }

    private static ReplicationSession session(
            EmbeddedPgServer primary, EmbeddedPgServer standby, TestDatabase database, Recorder recorder) {
        ConnectionSettings both = ConnectionSettings.builder()
                .url("jdbc:postgresql://localhost:" + primary.port() + ",localhost:" + standby.port() + "/"
                        + database.name() + "?targetServerType=primary")
                .username("postgres")
                .password("postgres")
                .build();
        return new ReplicationSession(
                        SessionSettings.of(both, database.slot(), "pub").with(SessionFixture.QUICK), recorder)
                .start();
    }
}
