package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A session as a synchronous standby: commits wait for what it acknowledges, and for nothing else. */
class SynchronousIT {

    static List<Integer> majors() {
        return PgServers.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void a_commit_waits_for_its_acknowledgement_and_one_that_is_not_published_does_not_stall(int major)
            throws Exception {
        try (EmbeddedPgServer server = PgServer.start(major, Map.of());
                TestDatabase database = server.newDatabase()) {
            database.sql(
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE TABLE unpublished (id int)",
                    "CREATE PUBLICATION pub FOR TABLE t");
            Recorder recorder = Recorder.holding();
            try (ReplicationSession session = session(database, recorder).start()) {
                await().until(() -> session.status().state() == SessionStatus.State.STREAMING);
                database.sql("ALTER SYSTEM SET synchronous_standby_names = 'in_the_route'", "SELECT pg_reload_conf()");
                await().until(() -> "sync"
                        .equals(database.queryOne(
                                "SELECT max(sync_state) FROM pg_stat_replication WHERE application_name = 'in_the_route'",
                                String.class)));
                for (int i = 0; i < 5; i++) {
                    assertPublishedCommitWaits(database, recorder, i);
                    assertUnpublishedCommitPasses(database);
                }
                database.sql("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
            }
        }
    }

    private static void assertPublishedCommitWaits(TestDatabase database, Recorder recorder, int id)
            throws SQLException {
        CompletableFuture<Void> commit =
                CompletableFuture.runAsync(() -> execute(database, "INSERT INTO t VALUES (" + id + ")"));
        recorder.awaitCount(id + 1);
        await().during(Duration.ofMillis(200)).until(() -> !commit.isDone());
        long begin = System.nanoTime();
        recorder.delivery(id).succeeded();
        commit.join();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
    }

    private static void assertUnpublishedCommitPasses(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            for (int i = 0; i < 5; i++) {
                long begin = System.nanoTime();
                sql.execute("INSERT INTO unpublished VALUES (1)");
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                assertThat(took).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    private static void execute(TestDatabase database, String sql) {
        try {
            database.sql(sql);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static ReplicationSession session(TestDatabase database, Recorder recorder) {
        ConnectionSettings connection = ConnectionSettings.builder()
                .host(database.server().host())
                .port(database.server().port())
                .database(database.name())
                .username(database.server().user())
                .password(database.server().password())
                .property("ApplicationName", "in_the_route")
                .build();
        return new ReplicationSession(SessionSettings.of(connection, database.slot(), "pub"), recorder);
    }
}
