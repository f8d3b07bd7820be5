package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that is told to stop does not wait for what is not acknowledged, and nothing is lost by that. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class ServerShutdownIT {

    private static final Duration SOON = Duration.ofSeconds(8);

    private final int major;
    private final Recorder recorder = Recorder.holding();
    private EmbeddedPgServer server;
    private TestDatabase database;
    private ReplicationSession session;

    static List<Integer> majors() {
        return PgServers.majors();
    }

    ServerShutdownIT(int major) {
        this.major = major;
    }

    @BeforeEach
    void startServer() throws SQLException {
        server = PgServer.start(major, Map.of());
        database = server.newDatabase();
        database.sql("CREATE TABLE t (id int PRIMARY KEY, name text)", "CREATE PUBLICATION pub FOR TABLE t");
    }

    @AfterEach
    void stopServer() {
        session.stop(Duration.ZERO);
        server.close();
    }

    @Test
    void a_change_that_is_held_for_ever_does_not_keep_the_server_from_stopping() throws Exception {
        read(SessionFixture.QUICK);
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1);
        assertStopsSoon("with a change in flight");
        server.start();
        List<Change> again = recorder.awaitCount(2);
        assertThat(again.get(1).eventId()).isEqualTo(again.get(0).eventId());
    }

    @Test
    void neither_does_a_session_that_is_paused() throws Exception {
        read(SessionFixture.QUICK);
        session.pause();
        await().until(() -> session.status().state() == SessionStatus.State.PAUSED);
        database.sql("INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n");
        assertStopsSoon("paused, with 20 MB unread");
        server.start();
        session.resume();
        await().atMost(Duration.ofSeconds(30)).until(() -> !recorder.changes().isEmpty());
    }

    @Test
    void neither_does_a_session_that_has_no_room() throws Exception {
        read(new Pace(1, 1 << 20, Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(1), -1));
        database.sql("INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n");
        recorder.awaitCount(1);
        assertStopsSoon("full, with 20 MB unread");
    }

    private void assertStopsSoon(String how) {
        long begin = System.nanoTime();
        server.stop(StopMode.FAST);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(took).as(how).isLessThan(SOON);
        assertThat(recorder.ends()).isEmpty();
    }

    private void read(Pace pace) {
        ConnectionSettings connection = ConnectionSettings.builder()
                .host(server.host())
                .port(server.port())
                .database(database.name())
                .username(server.user())
                .password(server.password())
                .build();
        session = new ReplicationSession(
                        SessionSettings.of(connection, database.slot(), "pub").with(pace), recorder)
                .start();
    }
}
