package io.pgwal.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A consumer's process ends at a named point, as by SIGKILL, and another one goes on. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("oldestAndNewest")
class CrashPointIT {

    private static final long NOTHING_FAILS = 0;

    private final PgServer server;
    private TestDatabase database;
    private FlakyProxy proxy;
    private ConsumerProcess consumer;

    @TempDir
    private Path folder;

    static List<Named<Integer>> oldestAndNewest() {
        List<Integer> majors = PgServers.majors();
        return Stream.of(majors.get(0), majors.get(majors.size() - 1))
                .distinct()
                .map(major -> Named.of(Integer.toString(major), major))
                .toList();
    }

    CrashPointIT(int major) {
        this.server = PgServers.shared(major);
    }

    @BeforeEach
    void createDatabase() throws SQLException, IOException {
        database = server.newDatabase();
        Truth.create(database);
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        proxy = FlakyProxy.to(server.port());
    }

    @AfterEach
    void endAll() throws SQLException, IOException {
        consumer.close();
        proxy.close();
        database.close();
    }

    private void consume(String options) {
        consumer = new ConsumerProcess(History.uri(database, proxy.port(), options), NOTHING_FAILS, folder);
    }

    @Test
    void what_was_dispatched_and_not_recorded_comes_again() throws SQLException {
        consume("");
        insert(1, 10);
        crash(CrashPoint.DISPATCHED, 5);
        assertThat(keys(0)).containsExactly("1", "2", "3", "4");
        goOn();
        assertThat(keys(1)).containsSubsequence("5", "6", "7", "8", "9", "10");
        assertThat(findings().faults()).isEmpty();
    }

    @Test
    void what_was_recorded_and_not_completed_comes_again_with_the_same_id() throws SQLException {
        consume("");
        insert(1, 10);
        crash(CrashPoint.RECORDED, 5);
        assertThat(keys(0)).containsExactly("1", "2", "3", "4", "5");
        goOn();
        assertThat(keys(1)).containsSubsequence("5", "6", "7", "8", "9", "10");
        assertThat(findings().faults()).isEmpty();
        assertThat(findings().duplicated()).isPositive();
    }

    @Test
    void a_transaction_that_crashed_halfway_comes_again_from_its_beginning() throws SQLException {
        consume("&concurrentConsumers=4");
        database.sql("INSERT INTO bulk (note) SELECT 'x' FROM generate_series(1, 3000)");
        crash(CrashPoint.RECORDED, 2000);
        assertThat(keys(0).size()).isBetween(1900, 2999); // the other lanes go on until it ends
        goOn();
        assertThat(keys(1))
                .hasSize(3000)
                .containsAll(IntStream.rangeClosed(1, 3000)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(findings().faults()).isEmpty();
        assertThat(findings().events()).isEqualTo(3000);
    }

    @Test
    void what_was_completed_and_not_told_to_the_server_comes_again_with_the_same_ids() throws SQLException {
        consume("&concurrentConsumers=4");
        consumer.start();
        await().atMost(Duration.ofSeconds(30)).until(this::isActive);
        insert(1, 1);
        awaitConfirmed();
        proxy.holdToServer();
        insert(2, 10);
        await().atMost(Duration.ofSeconds(30)).until(() -> keys(0).size() == 10);
        Lsn before = History.confirmed(database);
        consumer.kill();
        proxy.cut(); // takes along what was held back
        proxy.behave();
        goOn();
        assertThat(before).isLessThan(consumer.deliveries(1).get(0).event().commitLsn());
        assertThat(keys(1)).hasSize(9).doesNotContain("1");
        assertThat(findings().faults()).isEmpty();
        assertThat(findings().duplicated()).isEqualTo(9);
    }

    @Test
    void what_was_spilled_and_not_replayed_comes_again_and_its_file_goes() throws Exception {
        Path spill = folder.resolve("spill");
        consume("&" + Setup.streaming("on", 1000) + "&spillDirectory=" + spill);
        consumer.start();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO bulk (note) SELECT 'x' FROM generate_series(1, 5000)");
            await().atMost(Duration.ofSeconds(30)).until(() -> !files(spill).isEmpty());
            awaitConfirmed();
            List<Path> before = files(spill);
            consumer.kill();
            assertThat(files(spill)).isEqualTo(before);
            consumer.start();
            // a restarted server streams nothing, this transaction neither, before it has read WAL beyond the position
            statement.execute("INSERT INTO bulk (note) SELECT 'x' FROM generate_series(1, 5000)");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !files(spill).isEmpty() && Collections.disjoint(before, files(spill)));
            connection.commit();
        }
        awaitConfirmed();
        consumer.stop();
        assertThat(keys(0)).isEmpty();
        assertThat(keys(1)).hasSize(10_000);
        assertThat(findings().faults()).isEmpty();
        assertThat(files(spill)).isEmpty();
    }

    @Test
    void what_was_replayed_in_part_comes_again_from_its_beginning() throws Exception {
        Path spill = folder.resolve("spill");
        consume("&" + Setup.streaming("on", 1000) + "&spillDirectory=" + spill);
        database.sql("INSERT INTO bulk (note) SELECT 'x' FROM generate_series(1, 5000)");
        crash(CrashPoint.RECORDED, 1000);
        assertThat(keys(0)).hasSize(1000);
        assertThat(files(spill)).hasSize(1);
        goOn();
        assertThat(keys(1)).hasSize(5000).startsWith("1", "2", "3");
        assertThat(findings().faults()).isEmpty();
        assertThat(findings().duplicated()).isEqualTo(1000);
        assertThat(files(spill)).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void insert(int from, int to) throws SQLException {
        for (int id = from; id <= to; id++) {
            database.sql("INSERT INTO account (id, note) VALUES (" + id + ", 'x')");
        }
    }

    private void crash(CrashPoint point, long at) {
        consumer.start(point, at);
        assertThat(consumer.awaitEnd()).isEqualTo(CrashPoint.EXIT);
    }

    private void goOn() throws SQLException {
        consumer.start();
        awaitConfirmed();
        consumer.stop();
    }

    private void awaitConfirmed() throws SQLException {
        Lsn end = wal();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            consumer.requireAlive();
            return !end.isAfter(History.confirmed(database));
        });
    }

    private Findings findings() throws SQLException {
        return Checker.check(Truth.of(database), consumer.deliveries());
    }

    private List<String> keys(int run) {
        return consumer.deliveries(run).stream().map(one -> one.event().key()).toList();
    }

    private Lsn wal() throws SQLException {
        return Lsn.parse(database.queryOne("SELECT pg_current_wal_lsn()::text", String.class));
    }

    private boolean isActive() throws SQLException {
        return database.queryOne(
                "SELECT active FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'", Boolean.class);
    }
}
