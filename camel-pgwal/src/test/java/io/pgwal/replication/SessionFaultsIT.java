package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.SessionStatus.State;
import io.pgwal.testing.CapturedLog;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Faults beside the stream: listeners that throw, heartbeats that are not written, slots that are not dropped. */
@OnOldestAndNewestPostgres
class SessionFaultsIT extends SessionFixture {

    SessionFaultsIT(PgServer server) {
        super(server);
    }

    @Test
    void a_listener_that_throws_does_not_end_a_session_that_reconnects() throws Exception {
        List<Change> changes = new CopyOnWriteArrayList<>();
        ReplicationSession session = new ReplicationSession(settings(), new ChangeListener() {
            @Override
            public void onChange(Change change, Delivery delivery) {
                changes.add(change);
                delivery.succeeded();
            }

            @Override
            public void onDisconnect() {
                throw new IllegalStateException("onDisconnect");
            }

            @Override
            public void onFailure(ReplicationFailure failure) {
                throw new IllegalStateException("onFailure");
            }
        });
        try (session) {
            session.start();
            await().until(() -> session.status().state() == State.STREAMING);
            terminateWalsender();
            await().until(() -> session.status().reconnects() > 0);
            database.sql("INSERT INTO t VALUES (1)");
            await().until(() -> changes.size() == 1);
        }
    }

    @Test
    void a_link_that_drops_after_it_worked_is_no_failed_attempt() throws Exception {
        Recorder recorder = Recorder.acknowledging();
        Pace pace = new Pace(1000, 64 << 20, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(30), 1);
        ReplicationSession session = started(settings().with(pace), recorder);
        for (int i = 1; i <= 4; i++) {
            int drops = i;
            await().until(() -> session.status().state() == State.STREAMING);
            await().pollDelay(Duration.ofMillis(200))
                    .until(() -> session.status().state() == State.STREAMING);
            terminateWalsender();
            await().until(() ->
                    session.status().reconnects() >= drops || session.status().state() == State.STOPPED);
        }
        await().until(() -> session.status().state() == State.STREAMING);
        assertThat(recorder.ends()).isEmpty();
    }

    @Test
    void a_heartbeat_that_cannot_be_written_is_reported() throws Exception {
        String role = database.name() + "_beat";
        database.sql("CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'x'", """
                DO $$ DECLARE f regprocedure; BEGIN
                FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE proname = 'pg_logical_emit_message' LOOP
                EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || f || ' FROM PUBLIC';
                END LOOP; END $$""");
        try (CapturedLog log = new CapturedLog()) {
            ReplicationSession session = started(
                    SessionSettings.of(connection(role, "x"), database.slot(), "pub")
                            .with(QUICK.withHeartbeat(Duration.ofMillis(100))),
                    Recorder.acknowledging());
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> session.status().heartbeatError().isPresent());
            assertThat(session.status().heartbeatError())
                    .hasValueSatisfying(text ->
                            assertThat(text).contains("pg_logical_emit_message").contains("42501"));
            await().during(Duration.ofMillis(500))
                    .until(() -> log.lines("heartbeat").size() == 1);
            session.stop(Duration.ZERO);
        }
        database.sql("DROP ROLE " + role);
    }

    @Test
    void slot_that_cannot_be_dropped_on_stop_is_reported_with_SQL() {
        Recorder reader = Recorder.acknowledging();
        ReplicationSession session = started(settings(), reader);
        await().until(() -> session.status().state() == State.STREAMING);
        assertThatThrownBy(() -> new DropOnStop(settings(), Duration.ofMillis(300)).drop())
                .isInstanceOfSatisfying(ReplicationFailure.class, failure -> assertThat(failure.kind())
                        .isEqualTo(ReplicationFailure.Kind.SLOT_NOT_DROPPED))
                .hasMessageContaining("SELECT pg_catalog.pg_drop_replication_slot('" + database.slot() + "')");
    }
}
