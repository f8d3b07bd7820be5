package io.pgwal.replication;

import static io.pgwal.replication.Recorder.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a session hands over, and what it lets PostgreSQL forget. */
@OnEveryPostgres
class ReplicationSessionIT extends SessionFixture {

    ReplicationSessionIT(PgServer server) {
        super(server);
    }

    @Test
    void committed_changes_come_in_order_with_their_place_in_the_transaction() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1, 'a'); UPDATE t SET name = 'b'; UPDATE t SET id = 2; DELETE FROM t; COMMIT",
                "BEGIN; INSERT INTO t VALUES (9, 'rolled back'); ROLLBACK",
                "INSERT INTO t VALUES (3, NULL)");

        List<Change> changes = recorder.awaitCount(5);

        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(Kind.INSERT, Kind.UPDATE, Kind.UPDATE, Kind.DELETE, Kind.INSERT);
        assertThat(changes).extracting(Change::ordinal).containsExactly(0L, 1L, 2L, 3L, 0L);
        assertThat(changes).extracting(Change::isLast).containsExactly(false, false, false, true, true);
        assertThat(recorder.eventIds()).isSorted().doesNotHaveDuplicates();
        assertThat(changes.subList(0, 4)).extracting(Recorder::end).containsOnly(end(changes.get(0)));
        assertThat(end(changes.get(4)).isAfter(end(changes.get(0)))).isTrue();
        Change.Update moved = (Change.Update) changes.get(2);
        assertThat(moved.row()).containsExactly(Map.entry("id", 2), Map.entry("name", "b"));
        assertThat(moved.row().key()).containsExactly(Map.entry("id", 2));
        assertThat(moved.before()).hasValueSatisfying(old -> assertThat(old).containsExactly(Map.entry("id", 1)));
        assertThat(((Change.Update) changes.get(1)).before()).isEmpty();
        assertThat(((Change.Insert) changes.get(4)).row())
                .containsEntry("name", null)
                .hasSize(2);
    }

    /** The defect that loses a transaction: acknowledging one byte too far skips a commit record that starts there. */
    @Test
    void of_two_transactions_whose_commit_records_touch_the_second_comes_again_when_only_the_first_is_acknowledged()
            throws SQLException {
        Recorder first = Recorder.holding();
        ReplicationSession session = started(settings(), first);
        List<Change> pair = adjacentCommits(first);
        int at = first.changes().indexOf(pair.get(0));
        IntStream.rangeClosed(0, at).forEach(i -> first.delivery(i).succeeded());
        awaitConfirmed(end(pair.get(0)));
        session.stop(Duration.ZERO);
        assertThat(confirmedFlush())
                .isEqualTo(end(pair.get(0)))
                .isEqualTo(pair.get(1).transaction().commitLsn());

        Recorder second = Recorder.acknowledging();
        started(settings(), second);

        Change again = second.awaitCount(1).get(0);
        assertThat(again.eventId()).isEqualTo(pair.get(1).eventId());
        assertThat(((Change.Insert) again).row()).isEqualTo(((Change.Insert) pair.get(1)).row());
    }

    /** Two sessions commit one right after the other; other WAL may come between, then it is tried again. */
    private List<Change> adjacentCommits(Recorder recorder) throws SQLException {
        for (int i = 1; i < 100; i += 2) {
            try (Connection a = database.connect();
                    Connection b = database.connect();
                    Statement inA = a.createStatement();
                    Statement inB = b.createStatement()) {
                inA.execute("BEGIN; INSERT INTO t VALUES (" + i + ", 'a')");
                inB.execute("BEGIN; INSERT INTO t VALUES (" + (i + 1) + ", 'b')");
                inA.execute("COMMIT");
                inB.execute("COMMIT");
            }
            List<Change> changes = recorder.awaitCount(i + 1);
            List<Change> pair = changes.subList(i - 1, i + 1);
            if (end(pair.get(0)).equals(pair.get(1).transaction().commitLsn())) {
                return List.copyOf(pair);
            }
        }
        throw new AssertionError("no two commit records touched in 50 tries");
    }

    @Test
    void nothing_behind_an_open_change_is_acknowledged_and_all_of_it_comes_again_with_the_same_ids()
            throws SQLException {
        Recorder first = Recorder.holding();
        ReplicationSession session = started(settings(), first);
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2), (3)", "INSERT INTO t VALUES (4)");
        List<Change> changes = first.awaitCount(4);
        first.delivery(0).succeeded();
        first.delivery(2).succeeded();
        first.delivery(3).succeeded();
        first.delivery(3).failed(new IllegalStateException("a receipt is given once; this comes too late"));
        awaitConfirmed(end(changes.get(0)));
        database.sql("CREATE TABLE elsewhere AS SELECT generate_series(1, 1000)");
        session.stop(Duration.ofMillis(300));
        assertThat(confirmedFlush()).isEqualTo(end(changes.get(0)));

        Recorder second = Recorder.acknowledging();
        started(settings(), second);

        second.awaitCount(3);
        assertThat(second.eventIds()).isEqualTo(first.eventIds().subList(1, 4));
        assertThat(second.column("id")).containsExactly(2, 3, 4);
    }

    @Test
    void a_message_outside_of_a_transaction_holds_the_position_until_it_is_acknowledged() throws SQLException {
        Recorder recorder = Recorder.holding();
        started(settings().with(asking()), recorder);
        database.sql("SELECT pg_logical_emit_message(false, 'p', 'alone')", "CREATE TABLE elsewhere (x int)");
        Change message = recorder.awaitCount(1).get(0);
        await().during(Duration.ofMillis(500)).until(() -> end(message).isAfter(confirmedFlush()));
        recorder.delivery(0).succeeded();
        awaitConfirmed(end(message));
    }

    @Test
    void an_idle_slot_follows_WAL_that_the_publication_does_not_cover() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql("CREATE TABLE unpublished (x int)", "INSERT INTO unpublished SELECT generate_series(1, 10000)");
        awaitConfirmed(currentWal());
        assertThat(recorder.changes()).isEmpty();
    }

    @Test
    void a_lost_connection_is_made_again_and_nothing_is_lost() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings(), recorder);
        for (int i = 0; i < 5; i++) {
            database.sql("INSERT INTO t VALUES (" + i + ")");
            int count = i + 1;
            await().until(() -> recorder.column("id").stream().distinct().count() == count);
            terminateWalsender();
            int lost = i + 1;
            await().atMost(Duration.ofSeconds(20)).until(() -> recorder.disconnects() >= lost);
        }
        database.sql("INSERT INTO t VALUES (100)");
        await().until(() -> recorder.column("id").contains(100));
        assertThat(recorder.column("id").stream().distinct()).containsExactly(0, 1, 2, 3, 4, 100);
        assertThat(recorder.failures()).extracting(ReplicationFailure::verdict).containsOnly(Verdict.RETRY);
        assertThat(session.status().reconnects()).isGreaterThanOrEqualTo(5);
        assertThat(recorder.ends()).isEmpty();
    }

    @Test
    void receipts_of_an_earlier_connection_acknowledge_nothing() throws SQLException {
        Recorder recorder = Recorder.holding();
        started(settings(), recorder);
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1);
        Lsn before = confirmedFlush();
        terminateWalsender();
        recorder.awaitCount(2);
        recorder.delivery(0).succeeded();
        database.sql("SELECT pg_logical_emit_message(true, 'wal', 'moves on')");
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(() -> confirmedFlush()
                .equals(before));
        recorder.delivery(1).succeeded();
        awaitConfirmed(end(recorder.changes().get(1)));
        assertThat(recorder.eventIds().get(0)).isEqualTo(recorder.eventIds().get(1));
    }

    @Test
    void no_more_changes_are_out_than_allowed_and_a_transaction_of_any_size_passes() throws SQLException {
        Recorder recorder = Recorder.holding();
        Pace narrow = new Pace(50, 1 << 20, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(1), -1);
        ReplicationSession session = started(settings().with(narrow), recorder);
        database.sql("INSERT INTO t SELECT n, 'row ' || n FROM generate_series(1, 5000) n");
        for (int taken = 0; taken < 5000; taken++) {
            int next = taken;
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> recorder.changes().size() > next);
            assertThat(recorder.changes().size() - taken).isLessThanOrEqualTo(50);
            recorder.delivery(taken).succeeded();
            if (taken % 1000 == 0) {
                assertThat(session.status().inFlight()).isLessThanOrEqualTo(50);
            }
        }
        List<Change> changes = recorder.awaitCount(5000);
        assertThat(changes.get(0).isLast()).isFalse();
        assertThat(changes.get(4999).isLast()).isTrue();
        assertThat(changes)
                .extracting(Change::ordinal)
                .containsExactlyElementsOf(
                        IntStream.range(0, 5000).mapToObj(Long::valueOf).toList());
        awaitConfirmed(end(changes.get(4999)));
    }

    @Test
    void a_session_that_cannot_hand_over_keeps_its_connection() throws SQLException {
        Recorder recorder = Recorder.holding();
        ConnectionSettings impatient = ConnectionSettings.builder()
                .host(server.host())
                .port(server.port())
                .database(database.name())
                .username(server.user())
                .password(server.password())
                .property("options", "-c wal_sender_timeout=1s")
                .build();
        Pace one = new Pace(1, 1 << 20, Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(1), -1);
        SessionSettings settings =
                SessionSettings.of(impatient, database.slot(), "pub").with(one);
        started(settings, recorder);
        database.sql("INSERT INTO t SELECT generate_series(1, 100)");
        recorder.awaitCount(1);
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> recorder.disconnects() == 0);
        for (int i = 0; i < 100; i++) {
            int next = i;
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> recorder.changes().size() > next);
            recorder.delivery(i).succeeded();
        }
        assertThat(recorder.disconnects()).isZero();
        awaitConfirmed(end(recorder.awaitCount(100).get(99)));
    }

    @Test
    void a_paused_session_hands_nothing_over_until_it_is_resumed() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings(), recorder);
        session.pause();
        await().until(() -> session.status().state() == SessionStatus.State.PAUSED);
        database.sql("INSERT INTO t VALUES (1)");
        await().during(Duration.ofMillis(500)).until(() -> recorder.changes().isEmpty());
        session.resume();
        recorder.awaitCount(1);
    }

    @Test
    void a_change_that_is_given_up_ends_the_session_and_comes_again() throws SQLException {
        Recorder recorder = Recorder.holding();
        started(settings(), recorder);
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1);
        recorder.delivery(0).failed(new IllegalStateException("no"));
        await().until(() -> recorder.ends().size() == 1);
        assertThat(recorder.ends().get(0).kind()).isEqualTo(ReplicationFailure.Kind.DELIVERY_FAILED);
        assertThat(recorder.ends().get(0)).hasRootCauseMessage("no");
        Recorder second = Recorder.acknowledging();
        started(settings(), second);
        second.awaitCount(1);
    }

    @Test
    void a_second_session_on_the_slot_waits_and_takes_over() throws SQLException {
        Recorder active = Recorder.acknowledging();
        ReplicationSession first = started(settings(), active);
        Recorder standby = Recorder.acknowledging();
        ReplicationSession second = started(settings(), standby);
        await().until(() -> second.status().state() == SessionStatus.State.STANDBY);
        await().during(Duration.ofMillis(500)).until(() -> standby.failures().size() == 1);
        assertThat(standby.failures().get(0).kind()).isEqualTo(ReplicationFailure.Kind.SLOT_BUSY);
        assertThat(standby.failures().get(0)).hasMessageContaining("pg_terminate_backend(");
        database.sql("INSERT INTO t VALUES (1)");
        awaitConfirmed(end(active.awaitCount(1).get(0)));
        first.stop(Duration.ofSeconds(5));
        database.sql("INSERT INTO t VALUES (2)");
        standby.awaitCount(1);
        assertThat(standby.column("id")).containsExactly(2);
    }

    @Test
    void a_slot_is_dropped_on_stop_when_that_is_asked_for() throws SQLException {
        SlotSettings dropped = new SlotSettings(database.slot(), true, false, true, true, false);
        ReplicationSession session = started(settings().with(dropped), Recorder.acknowledging());
        assertThat(slots()).isEqualTo(1);
        session.close();
        assertThat(slots()).isZero();
    }

    @Test
    void a_temporary_slot_goes_with_its_connection() throws SQLException {
        SlotSettings temporary = new SlotSettings(database.slot(), true, true, true, false, false);
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings().with(temporary), recorder);
        database.sql("INSERT INTO t VALUES (1)");
        recorder.awaitCount(1);
        session.close();
        await().until(() -> slots() == 0);
    }

    private long slots() throws SQLException {
        return database.queryOne(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'", Long.class);
    }
}
