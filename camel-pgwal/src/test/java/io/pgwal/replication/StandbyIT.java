package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session that is led to a standby: what that server cannot do is said as such. */
class StandbyIT {

    static List<Integer> oldestAndNewest() {
        List<Integer> majors = PgServers.majors();
        return Stream.of(majors.get(0), majors.get(majors.size() - 1))
                .distinct()
                .toList();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void standby_refuses_what_only_its_primary_can_do(int major) throws Exception {
        try (EmbeddedPgServer primary = PgServer.start(major, Map.of())) {
            TestDatabase database = primary.newDatabase();
            database.sql(
                    "SELECT pg_create_physical_replication_slot('standby')",
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE PUBLICATION pub FOR TABLE t");
            primary.stop(StopMode.FAST);
            try (EmbeddedPgServer standby = primary.newStandby("standby")) {
                primary.start();
                standby.start();
                SessionSettings settings = SessionSettings.of(
                        ConnectionSettings.builder()
                                .host(standby.host())
                                .port(standby.port())
                                .database(database.name())
                                .username(standby.user())
                                .password(standby.password())
                                .build(),
                        "shop",
                        "pub");
                if (major < 16) {
                    refused(Kind.STANDBY_CANNOT_DECODE, settings).hasMessageContaining("needs PostgreSQL 16");
                    return;
                }
                PublicationSettings made = new PublicationSettings(List.of("made"), true, List.of("public.t"));
                refused(Kind.SERVER_IS_STANDBY, settings.with(made))
                        .hasMessageContaining("On the primary: CREATE PUBLICATION \"made\" FOR TABLE \"public\".\"t\"");
                if (major >= 17) {
                    refuseSyncedSlot(primary, standby, database, settings);
                }
            }
        }
    }

    private static void refuseSyncedSlot(
            EmbeddedPgServer primary, EmbeddedPgServer standby, TestDatabase database, SessionSettings settings)
            throws Exception {
        database.sql("SELECT pg_create_logical_replication_slot('shop', 'pgoutput', failover => true)");
        try (var connection = standby.connect("postgres");
                var sql = connection.createStatement()) {
            Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).until(() -> {
                try (var row = sql.executeQuery(
                        "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'shop' AND synced AND NOT temporary")) {
                    row.next();
                    return row.getLong(1) == 1;
                }
            });
        }
        Recorder recorder = Recorder.acknowledging();
        try (ReplicationSession session = new ReplicationSession(settings, recorder).start()) {
            assertThat(recorder.failures().get(0).kind()).isEqualTo(Kind.SLOT_SYNCED);
            assertThat(session.status().state()).isEqualTo(SessionStatus.State.CONNECTING);
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(Kind kind, SessionSettings settings) {
        ReplicationSession session = new ReplicationSession(settings, Recorder.acknowledging());
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, session::start);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        return assertThat(failure);
    }
}
