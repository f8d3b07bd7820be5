package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnEveryPostgres
class HeartbeatIT extends SessionFixture {

    private static final Pace BEATING = QUICK.withHeartbeat(Duration.ofMillis(200));

    HeartbeatIT(PgServer server) {
        super(server);
    }

    @Test
    void a_heartbeat_moves_the_slot_of_an_idle_database_and_is_no_change() throws Exception {
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(asking()).with(BEATING), recorder);
        Lsn before = currentWal();
        for (int i = 0; i < 3; i++) {
            Lsn last = Lsn.max(before, confirmedFlush());
            await().atMost(Duration.ofSeconds(10)).until(() -> confirmedFlush().isAfter(last));
        }
        assertThat(recorder.changes()).isEmpty();
        assertThat(recorder.failures()).isEmpty();
    }

    @Test
    void who_asks_for_heartbeats_by_name_gets_them() throws Exception {
        StreamOptions byName = new StreamOptions(
                Streaming.OFF, false, false, true, Set.of(StreamOptions.HEARTBEAT), false, Kind.usual(), false);
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(byName).with(BEATING), recorder);
        await().atMost(Duration.ofSeconds(10)).until(() -> recorder.changes().size() >= 3);
        assertThat(recorder.changes()).allSatisfy(change -> {
            assertThat(change.kind()).isEqualTo(Kind.MESSAGE);
            assertThat(((Change.Message) change).prefix()).isEqualTo("pgwal-heartbeat");
        });
    }

    @Test
    void there_is_none_unless_it_is_asked_for() throws Exception {
        StreamOptions byName = new StreamOptions(
                Streaming.OFF, false, false, true, Set.of(StreamOptions.HEARTBEAT), false, Kind.usual(), false);
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(byName), recorder);
        await().during(Duration.ofSeconds(1)).until(() -> recorder.changes().isEmpty());
    }
}
