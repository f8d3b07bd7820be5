package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that are sent while they are in progress. The server's memory for them is as small as it can be. */
@OnEveryPostgres
class StreamingIT extends SessionFixture {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319%s-b7ad6b7169203331-01";

    @TempDir
    private Path directory;

    StreamingIT(PgServer server) {
        super(server);
    }

    @Test
    void a_streamed_transaction_is_the_same_events_as_one_that_is_not() throws SQLException {
        Recorder plain = Recorder.acknowledging();
        ReplicationSession first = started(settings(), plain);
        database.sql("SELECT pg_copy_logical_replication_slot('" + database.slot() + "', '" + database.slot() + "_2')");
        large(
                1,
                4000,
                "SAVEPOINT a; INSERT INTO t VALUES (-1); SAVEPOINT b; UPDATE t SET name = 'gone' WHERE id < 500;"
                        + " ROLLBACK TO b; INSERT INTO t VALUES (-2); RELEASE a; DELETE FROM t WHERE id = -2;"
                        + " SELECT pg_logical_emit_message(true, 'p', 'in')");
        await().until(() -> plain.column("id").contains(4000));
        await().until(() -> plain.changes().get(plain.changes().size() - 1).isLast());
        first.stop(Duration.ofSeconds(5));

        for (Streaming streaming : Streaming.values()) {
            if (streaming == Streaming.OFF || streaming == Streaming.PARALLEL && server.major() < 16) {
                continue;
            }
            String slot = database.slot() + "_" + streaming.name().toLowerCase(java.util.Locale.ROOT);
            database.sql("SELECT pg_copy_logical_replication_slot('" + database.slot() + "_2', '" + slot + "')");
            Recorder streamed = Recorder.acknowledging();
            ReplicationSession session =
                    started(streaming(streaming, 64 << 20).with(SlotSettings.named(slot)), streamed);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> streamed.changes().size() >= plain.changes().size());
            assertThat(streamed.eventIds()).isEqualTo(plain.eventIds());
            assertThat(streamed.column("id")).isEqualTo(plain.column("id"));
            assertThat(streamed.column("name")).isEqualTo(plain.column("name"));
            assertThat(streamed.changes())
                    .extracting(Change::isLast)
                    .containsExactlyElementsOf(
                            plain.changes().stream().map(Change::isLast).toList());
            assertThat(streamed.changes())
                    .allMatch(change -> change.transaction().endLsn().isPresent());
            await().until(() -> streams(slot) > 0); // the server's statistics come late
            session.stop(Duration.ZERO);
        }
    }

    @Test
    void rolled_back_messages_are_not_delivered_when_streaming_is_asked_for() throws SQLException {
        for (Streaming streaming : Streaming.values()) {
            if (streaming == Streaming.PARALLEL && server.major() < 16) {
                continue;
            }
            database.sql("TRUNCATE t");
            Recorder recorder = Recorder.acknowledging();
            StreamOptions messages =
                    new StreamOptions(streaming, false, false, true, Set.of(), false, Set.of(Kind.MESSAGE), true);
            ReplicationSession session =
                    started(streaming(Streaming.OFF, 1 << 20).with(messages), recorder);
            database.sql("BEGIN; SELECT pg_logical_emit_message(true, 'p', 'a');"
                    + " SELECT pg_logical_emit_message(true, 'traceparent', '" + TRACE.formatted("1") + "');"
                    + " INSERT INTO t SELECT n, repeat('x', 200) FROM generate_series(1, 3000) n; SAVEPOINT s;"
                    + " SELECT pg_logical_emit_message(true, 'p', 'b');"
                    + " SELECT pg_logical_emit_message(true, 'traceparent', '" + TRACE.formatted("2") + "');"
                    + " INSERT INTO t SELECT n, repeat('x', 200) FROM generate_series(3001, 9000) n; ROLLBACK TO s;"
                    + " SELECT pg_logical_emit_message(true, 'p', 'c'); COMMIT");
            await().until(() -> !recorder.changes().isEmpty()
                    && recorder.changes().get(recorder.changes().size() - 1).isLast());
            assertThat(recorder.changes())
                    .extracting(change -> new String(((Change.Message) change).content(), StandardCharsets.UTF_8))
                    .containsExactly("a", "c");
            assertThat(recorder.changes()).extracting(Change::ordinal).containsExactly(0L, 3002L);
            Change last = recorder.changes().get(1);
            assertThat(last.transaction().traceContext(last.ordinal()))
                    .hasValueSatisfying(trace -> assertThat(trace.traceparent()).isEqualTo(TRACE.formatted("1")));
            session.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void nothing_of_a_transaction_comes_before_it_commits_and_nothing_of_one_that_is_rolled_back() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(streaming(Streaming.ON, 1 << 20), recorder);
        try (Connection a = database.connect();
                Connection b = database.connect();
                Statement inA = a.createStatement();
                Statement inB = b.createStatement()) {
            inA.execute("BEGIN; INSERT INTO t SELECT n, 'a' FROM generate_series(1, 3000) n");
            inB.execute("BEGIN; INSERT INTO t SELECT n, 'b' FROM generate_series(3001, 6000) n");
            inA.execute("INSERT INTO t SELECT n, 'a' FROM generate_series(6001, 7000) n");
            await().until(() -> streams(database.slot()) >= 2);
            database.sql("INSERT INTO t VALUES (0, 'between')");
            recorder.awaitCount(1);
            inA.execute("ROLLBACK");
            inB.execute("COMMIT");
        }
        recorder.awaitCount(3001);
        assertThat(recorder.column("id").subList(1, 3001))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(3001, 6000).<Object>boxed().toList());
        awaitConfirmed(Recorder.end(recorder.changes().get(3000)));
    }

    @Test
    void beyond_the_memory_allowed_it_goes_to_files_that_only_this_user_reads_and_that_are_removed() throws Exception {
        Recorder recorder = Recorder.acknowledging();
        started(streaming(Streaming.ON, 50_000), recorder);
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("BEGIN; INSERT INTO t SELECT n, 'x' FROM generate_series(1, 20000) n");
            await().until(() -> files() == 1);
            try (Stream<Path> spilled = Files.list(directory)) {
                Path file = spilled.findFirst().orElseThrow();
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            sql.execute("SAVEPOINT s; INSERT INTO t SELECT n, 'gone' FROM generate_series(50001, 60000) n");
            sql.execute("ROLLBACK TO s; INSERT INTO t VALUES (20001, 'x'); COMMIT");
        }
        recorder.awaitCount(20001);
        assertThat(recorder.column("id"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 20001).<Object>boxed().toList());
        await().until(() -> files() == 0);
        assertThat(recorder.failures()).isEmpty();
    }

    @Test
    void files_are_removed_at_a_disconnect_and_the_transaction_comes_whole_afterwards() throws Exception {
        Files.createFile(directory.resolve("pgwal-0-another_slot-1.spill"));
        Recorder recorder = Recorder.acknowledging();
        started(streaming(Streaming.ON, 50_000), recorder);
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("BEGIN; INSERT INTO t SELECT n, 'x' FROM generate_series(1, 10000) n");
            await().until(() -> files() == 2);
            terminateWalsender();
            await().until(() -> recorder.disconnects() == 1);
            sql.execute("COMMIT");
        }
        recorder.awaitCount(10000);
        assertThat(recorder.column("id"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 10000).<Object>boxed().toList());
        await().until(() -> files() == 1); // another slot's is none of ours
    }

    @Test
    void what_a_crashed_process_left_is_removed_by_the_next_one_that_has_the_slot() throws Exception {
        String system = database.queryOne("SELECT system_identifier::text FROM pg_control_system()", String.class);
        Files.createFile(directory.resolve("pgwal-" + system + "-" + database.slot() + "-17.spill"));
        started(streaming(Streaming.ON, 50_000), Recorder.acknowledging());
        await().until(() -> files() == 0);
    }

    @Test
    void a_folder_that_cannot_be_written_to_is_named_and_nothing_is_lost() throws Exception {
        Path blocked = directory.resolve("blocked");
        Files.createFile(blocked);
        Recorder recorder = Recorder.acknowledging();
        SessionSettings settings = streaming(Streaming.ON, 50_000).with(new SpillSettings(50_000, blocked));
        started(settings, recorder);
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("BEGIN; INSERT INTO t SELECT n, 'x' FROM generate_series(1, 10000) n");
            await().until(() -> !recorder.failures().isEmpty());
            assertThat(recorder.failures().get(0).kind()).isEqualTo(ReplicationFailure.Kind.SPILL_FAILED);
            assertThat(recorder.failures().get(0))
                    .hasMessageContaining("spillDirectory")
                    .hasMessageContaining("blocked");
            Files.delete(blocked);
            sql.execute("COMMIT");
        }
        recorder.awaitCount(10000);
    }

    @Test
    void tables_that_a_streamed_transaction_makes_or_alters_are_decoded_as_they_were_then() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(streaming(Streaming.ON, 1 << 20), recorder);
        database.sql("BEGIN; INSERT INTO t SELECT n, 'x' FROM generate_series(1, 2000) n;"
                + " SAVEPOINT s; ALTER TABLE t ADD extra int; INSERT INTO t VALUES (5001, 'gone', 1); ROLLBACK TO s;"
                + " INSERT INTO t VALUES (2001, 'without');"
                + " ALTER TABLE t ADD note text; INSERT INTO t SELECT n, 'y', 'with' FROM generate_series(2002, 4000) n;"
                + " COMMIT");
        recorder.awaitCount(4000);
        database.sql("INSERT INTO t VALUES (4001, 'z', 'after')");
        List<Change> changes = recorder.awaitCount(4001);
        assertThat(((Change.Insert) changes.get(2000)).row()).containsOnlyKeys("id", "name");
        assertThat(((Change.Insert) changes.get(2001)).row()).containsEntry("note", "with");
        assertThat(((Change.Insert) changes.get(4000)).row()).containsEntry("note", "after");
    }

    @Test
    void streamed_transactions_that_are_prepared_come_when_they_are_prepared() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(15);
        String gid = database.name() + "-s";
        Recorder recorder = Recorder.acknowledging();
        SessionSettings settings = streaming(Streaming.ON, 1 << 20)
                .with(new StreamOptions(
                        Streaming.ON,
                        true,
                        false,
                        false,
                        Set.of(),
                        false,
                        Set.of(Kind.INSERT, Kind.PREPARE, Kind.COMMIT_PREPARED),
                        false));
        started(settings, recorder);
        database.sql("BEGIN; INSERT INTO t SELECT n, 'x' FROM generate_series(1, 3000) n; PREPARE TRANSACTION '" + gid
                + "'");
        List<Change> prepared = recorder.awaitCount(3001);
        assertThat(prepared.get(3000).kind()).isEqualTo(Kind.PREPARE);
        assertThat(prepared.get(0).transaction().gid()).contains(gid);
        database.sql("COMMIT PREPARED '" + gid + "'");
        recorder.awaitCount(3002);
        assertThat(recorder.eventIds()).isSorted().doesNotHaveDuplicates();
    }

    private SessionSettings streaming(Streaming streaming, long maxMemory) {
        ConnectionSettings small = ConnectionSettings.builder()
                .host(server.host())
                .port(server.port())
                .database(database.name())
                .username(server.user())
                .password(server.password())
                .property("options", "-c logical_decoding_work_mem=64kB")
                .build();
        return SessionSettings.of(small, database.slot(), "pub")
                .with(QUICK)
                .with(StreamOptions.defaults().with(streaming))
                .with(new SpillSettings(maxMemory, directory));
    }

    private void large(int from, int to, String... inside) throws SQLException {
        database.sql("BEGIN; INSERT INTO t SELECT n, 'row ' || n FROM generate_series(" + from + ", " + (to - 1)
                + ") n; " + String.join("; ", inside) + "; INSERT INTO t VALUES (" + to + ", 'last'); COMMIT");
    }

    private long streams(String slot) throws SQLException {
        return database.queryOne(
                "SELECT stream_count FROM pg_stat_replication_slots WHERE slot_name = '" + slot + "'", Long.class);
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".spill")).count();
        }
    }
}
