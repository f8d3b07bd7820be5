package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Moving a slot that nobody reads: past what is named, past nothing else, and never by a number of our own. */
@OnEveryPostgres
class SlotAdvanceIT extends SlotAdvanceFixture {

    SlotAdvanceIT(PgServer server) {
        super(server);
    }

    @Test
    void past_the_event_that_comes_next_its_transaction_is_skipped_and_nothing_else() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        List<Change> changes = peeked(2);
        SlotAdvance.Moved moved = advance(id(changes.get(0)), false);
        assertThat(moved.hasMoved()).isTrue();
        assertThat(moved.to())
                .as("the end that the stream would have acknowledged")
                .isEqualTo(Recorder.end(changes.get(0)))
                .isEqualTo(confirmedFlush());
        assertThat(delivered(1)).containsExactly(2);
    }

    /** Where an acknowledgement of one byte more loses the next transaction. */
    @Test
    void a_transaction_whose_commit_record_follows_at_once_still_comes() throws SQLException {
        List<Change> changes = List.of();
        int last = 0;
        for (int i = 0; i < 20 && !areAdjacent(changes, last); i++) {
            last = 2 * (i + 1);
            try (Connection a = database.connect();
                    Connection b = database.connect();
                    Statement one = a.createStatement();
                    Statement other = b.createStatement()) {
                a.setAutoCommit(false);
                b.setAutoCommit(false);
                one.execute("INSERT INTO t VALUES (" + (last - 1) + ")");
                other.execute("INSERT INTO t VALUES (" + last + ")");
                a.commit();
                b.commit();
            }
            changes = peeked(last);
        }
        assertThat(areAdjacent(changes, last)).isTrue();
        advance(id(changes.get(last - 2)), true);
        assertThat(delivered(1)).containsExactly(last);
    }

    private static boolean areAdjacent(List<Change> changes, int last) {
        return last > 0
                && Recorder.end(changes.get(last - 2))
                        .equals(changes.get(last - 1).transaction().commitLsn());
    }

    @Test
    void what_nobody_acknowledged_is_skipped_only_by_force() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)");
        List<Change> changes = peeked(3);
        Lsn before = confirmedFlush();
        ReplicationFailure refused = refused(Kind.WOULD_SKIP, () -> advance(id(changes.get(1)), false));
        assertThat(refused)
                .hasMessageContaining(changes.get(0).transaction().commitLsn().toString())
                .hasMessageContaining("force=true");
        assertThat(confirmedFlush()).isEqualTo(before);
        assertThat(advance(id(changes.get(1)), true).to()).isEqualTo(Recorder.end(changes.get(1)));
        assertThat(temporarySlots()).isZero();
        assertThat(delivered(1)).containsExactly(3);
    }

    @Test
    void an_event_in_the_middle_of_its_transaction_is_refused_for_what_follows_in_it() throws SQLException {
        database.sql("INSERT INTO t SELECT generate_series(1, 3)");
        List<Change> changes = peeked(3);
        ReplicationFailure refused = refused(Kind.WOULD_SKIP, () -> advance(id(changes.get(1)), false));
        assertThat(refused).hasMessageContaining("goes on up to ordinal 2").hasMessageContaining("CamelPgWalLast");
        assertThat(advance(id(changes.get(2)), false).hasMoved()).isTrue();
    }

    @Test
    void what_kinds_leaves_out_is_no_reason_to_refuse_and_every_truncated_table_counts() throws SQLException {
        database.sql(
                "CREATE TABLE u (id int PRIMARY KEY)",
                "ALTER PUBLICATION pub ADD TABLE u",
                "INSERT INTO t VALUES (1)",
                "BEGIN; TRUNCATE t, u; INSERT INTO t VALUES (2); DELETE FROM t; COMMIT");
        List<Change> changes = peeked(5);
        EventId insert = id(changes.get(3));
        assertThat(insert.ordinal()).isEqualTo(2);
        advance(id(changes.get(0)), false);
        refused(Kind.WOULD_SKIP, () -> advance(insert, false));
        StreamOptions noDeletes =
                with(EnumSet.of(io.pgwal.replication.Kind.INSERT, io.pgwal.replication.Kind.TRUNCATE));
        assertThat(commands().advance(insert, reading(noDeletes), false).hasMoved())
                .isTrue();
    }

    @Test
    void a_message_outside_of_a_transaction_is_passed_at_its_own_end() throws SQLException {
        Lsn end =
                Lsn.parse(database.queryOne("SELECT pg_logical_emit_message(false, 'x', 'hello')::text", String.class));
        database.sql("INSERT INTO t VALUES (1)");
        List<Change> changes = peeked(2);
        assertThat(id(changes.get(0))).isEqualTo(new EventId(end, EventId.Phase.ALONE, 0));
        assertThat(advance(id(changes.get(0)), false).to()).isEqualTo(end);
        assertThat(delivered(1)).containsExactly(1);
    }

    @Test
    void past_transactions_of_other_tables_it_goes_without_force() throws SQLException {
        database.sql("CREATE TABLE other (id int)");
        for (int i = 0; i < 40; i++) {
            database.sql("INSERT INTO other VALUES (" + i + ")");
        }
        Lsn end = currentWal();
        assertThat(commands().advance(end, reading(WITH_MESSAGES), false)).satisfies(moved -> {
            assertThat(moved.hasMoved()).isTrue();
            assertThat(moved.to()).isEqualTo(end);
        });
        database.sql("INSERT INTO other VALUES (41)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        EventId first = id(peeked(2).get(0));
        assertThat(advance(first, false).hasMoved())
                .as("empty transactions before it, which 14 sends, are nothing that could be skipped")
                .isTrue();
        assertThat(delivered(1)).containsExactly(2);
    }

    @Test
    void a_position_skips_what_commits_before_it_and_that_only_by_force() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        List<Change> changes = peeked(2);
        Lsn second = changes.get(1).transaction().commitLsn();
        refused(Kind.WOULD_SKIP, () -> commands().advance(second, reading(WITH_MESSAGES), false));
        assertThat(commands()
                        .advance(second, new SlotAdvance.Reading(List.of(), WITH_MESSAGES), true)
                        .to())
                .isEqualTo(second);
        assertThat(delivered(1)).containsExactly(2);
    }

    @Test
    void it_never_goes_backwards() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        List<Change> changes = peeked(2);
        Lsn stands = advance(id(changes.get(1)), true).to();
        for (boolean force : new boolean[] {false, true}) {
            assertThat(advance(id(changes.get(0)), force)).isEqualTo(new SlotAdvance.Moved(stands, stands));
            assertThat(advance(id(changes.get(1)), force)).isEqualTo(new SlotAdvance.Moved(stands, stands));
            assertThat(commands().advance(Recorder.end(changes.get(0)), reading(WITH_MESSAGES), force))
                    .isEqualTo(new SlotAdvance.Moved(stands, stands));
        }
        assertThat(confirmedFlush()).isEqualTo(stands);
    }

    @Test
    void an_event_that_the_slot_does_not_hold_is_refused_even_by_force() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        EventId real = id(peeked(2).get(0));
        EventId foreign = new EventId(new Lsn(real.commitLsn().bits() + 8), EventId.Phase.CHANGE, 0);
        EventId future = new EventId(Lsn.parse("FFFF/0"), EventId.Phase.CHANGE, 0);
        Lsn before = confirmedFlush();
        refused(Kind.NOT_IN_SLOT, () -> advance(foreign, true));
        assertThat(refused(Kind.NOT_IN_SLOT, () -> advance(future, true))).hasMessageContaining("beyond the end");
        refused(Kind.NOT_IN_SLOT, () -> advance(future, false));
        refused(Kind.NOT_IN_SLOT, () -> commands().advance(Lsn.parse("FFFF/0"), reading(WITH_MESSAGES), true));
        refused(Kind.WOULD_SKIP, () -> advance(foreign, false));
        assertThat(confirmedFlush()).isEqualTo(before);
    }

    @Test
    void of_a_prepared_transaction_its_outcome_is_counted_too() throws SQLException {
        if (server.major() < 15) {
            return; // no two-phase decoding before
        }
        database.sql(
                "SELECT pg_drop_replication_slot('" + database.slot() + "')",
                "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput', false, true)",
                "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'gid-" + database.name() + "'",
                "COMMIT PREPARED 'gid-" + database.name() + "'",
                "INSERT INTO t VALUES (2)");
        StreamOptions twoPhase = new StreamOptions(
                Streaming.OFF,
                true,
                false,
                true,
                Set.of(),
                false,
                EnumSet.allOf(io.pgwal.replication.Kind.class),
                false);
        List<Change> changes = peeked(8, twoPhase);
        List<io.pgwal.replication.Kind> kinds =
                changes.stream().map(Change::kind).toList();
        int prepare = kinds.indexOf(io.pgwal.replication.Kind.PREPARE);
        int outcome = kinds.indexOf(io.pgwal.replication.Kind.COMMIT_PREPARED);
        refused(Kind.WOULD_SKIP, () -> commands().advance(id(changes.get(outcome)), reading(twoPhase), false));
        assertThat(commands()
                        .advance(id(changes.get(prepare)), reading(twoPhase), false)
                        .to())
                .isEqualTo(Recorder.end(changes.get(prepare)));
        assertThat(commands()
                        .advance(id(changes.get(outcome)), reading(twoPhase), false)
                        .to())
                .isEqualTo(Recorder.end(changes.get(outcome)));
        assertThat(delivered(1)).containsExactly(2);
    }

    @Test
    void without_the_publication_it_says_that_it_cannot_look() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)");
        EventId first = id(peeked(1).get(0));
        SlotAdvance.Reading nothing = new SlotAdvance.Reading(List.of(), WITH_MESSAGES);
        assertThat(refused(Kind.BAD_SETTING, () -> commands().advance(first, nothing, false)))
                .hasMessageContaining("publication is missing");
    }

    private long temporarySlots() throws SQLException {
        await().until(() -> database.queryOne(
                        "SELECT count(*) FROM pg_replication_slots WHERE temporary AND database = '" + database.name()
                                + "'",
                        Long.class)
                == 0);
        return 0;
    }
}
