package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TcpForwarder;
import io.pgwal.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What can become of a server: another behind its address, an earlier state of it, a standby in its place. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class OtherServerIT {

    private final int major;
    private final Recorder recorder = Recorder.acknowledging();
    private EmbeddedPgServer server;
    private TcpForwarder network;
    private TestDatabase database;
    private ReplicationSession session;

    static List<Integer> majors() {
        return PgServers.majors();
    }

    OtherServerIT(int major) {
        this.major = major;
    }

    @BeforeEach
    void start() throws SQLException {
        server = PgServer.start(major, Map.of("max_slot_wal_keep_size", "1MB", "wal_keep_size", "0"));
        network = new TcpForwarder(server.port());
        database = server.newDatabase();
        database.sql(
                "SELECT pg_create_physical_replication_slot('standby')",
                "CREATE TABLE t (id int PRIMARY KEY, name text)",
                "CREATE PUBLICATION pub FOR TABLE t");
        ConnectionSettings connection = ConnectionSettings.builder()
                .host("localhost")
                .port(network.port())
                .database(database.name())
                .username("postgres")
                .password("postgres")
                .build();
        session = new ReplicationSession(
                        SessionSettings.of(connection, database.slot(), "pub").with(SessionFixture.QUICK), recorder)
                .start();
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1);
    }

    @AfterEach
    void stop() {
        session.stop(Duration.ZERO);
        network.close();
        server.close();
    }

    @Test
    void another_cluster_behind_the_same_address_is_not_read() throws Exception {
        try (EmbeddedPgServer other = PgServer.start(major, Map.of())) {
            try (var connection = other.connect("postgres");
                    var sql = connection.createStatement()) {
                sql.execute("CREATE DATABASE " + database.name());
            }
            network.leadTo(other.port());
            network.cut();
            assertEnds(Kind.OTHER_SERVER, "system identifier");
        }
    }

    @Test
    void a_slot_whose_WAL_was_removed_while_it_was_read_is_lost() throws Exception {
        session.pause();
        await().until(() -> session.status().state() == SessionStatus.State.PAUSED);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            database.sql(
                    "INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(100, 10000) n",
                    "DELETE FROM t WHERE id >= 100",
                    "SELECT pg_switch_wal()",
                    "CHECKPOINT");
            return "lost"
                    .equals(database.queryOne(
                            "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'",
                            String.class));
        });
        session.resume();
        assertEnds(Kind.SLOT_LOST, major >= 17 ? "(wal_removed)" : "is lost");
    }

    @Test
    void a_server_that_was_set_back_to_an_earlier_state_is_not_gone_on_with() throws Exception {
        server.stop(StopMode.FAST);
        Path earlier = Files.createTempDirectory("pgwal-earlier-");
        copy(server.data(), earlier.resolve("data"));
        server.start();
        database.sql("INSERT INTO t VALUES (2)");
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        recorder.column("id").contains(2) && session.status().state() == SessionStatus.State.STREAMING);
        database.sql("INSERT INTO t SELECT generate_series(10, 1000)");
        await().until(() -> recorder.column("id").contains(1000));
        server.kill();
        copy(earlier.resolve("data"), server.data());
        server.start();
        assertEnds(Kind.HISTORY_DIVERGED, "set back to an earlier state");
    }

    @Test
    void a_promoted_standby_that_lacks_what_was_delivered_is_not_gone_on_with() throws Exception {
        server.stop(StopMode.FAST);
        try (EmbeddedPgServer standby = server.newStandby("standby")) {
            server.start(); // the standby does not run yet, so it misses what comes now
            database.sql("INSERT INTO t VALUES (2)");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> recorder.column("id").contains(2));
            server.kill();
            standby.start();
            try (var connection = standby.connect("postgres");
                    var sql = connection.createStatement()) {
                sql.execute("SELECT pg_promote()");
                sql.execute("SELECT pg_switch_wal()"); // its WAL is beyond what was delivered by now
            }
            network.leadTo(standby.port());
            assertEnds(Kind.HISTORY_DIVERGED, "left timeline 1 at");
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        String script = "rm -rf '" + to + "' && cp -a '" + from + "' '" + to + "'";
        assertThat(new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor())
                .isZero();
    }

    private void assertEnds(Kind kind, String text) {
        await().atMost(Duration.ofSeconds(40)).until(() -> !recorder.ends().isEmpty());
        assertThat(recorder.ends().get(0).kind()).isEqualTo(kind);
        assertThat(recorder.ends().get(0)).hasMessageContaining(text);
    }
}
