package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What looks empty, and is not; and what looks full, and is nothing that the consumer would be handed. */
@OnEveryPostgres
class SlotAdvanceGuardIT extends SlotAdvanceFixture {

    SlotAdvanceGuardIT(PgServer server) {
        super(server);
    }

    /** PostgreSQL 18 passes over changes of a publication that it does not know, with a warning. */
    @Test
    void a_publication_that_is_not_there_hides_nothing() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)");
        Lsn before = confirmedFlush();
        SlotAdvance.Reading mistyped = new SlotAdvance.Reading(List.of("pub", "bup"), WITH_MESSAGES);
        assertThat(refused(Kind.PUBLICATION_MISSING, () -> commands().advance(currentWal(), mistyped, false)))
                .hasMessageContaining("no publication bup")
                .hasMessageNotContaining("pg_replication_slot_advance");
        assertThat(confirmedFlush()).isEqualTo(before);
    }

    @Test
    void a_publication_that_was_not_there_at_the_time_hides_nothing() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)", "CREATE PUBLICATION late FOR TABLE t");
        Lsn before = confirmedFlush();
        SlotAdvance.Reading late = new SlotAdvance.Reading(List.of("late"), WITH_MESSAGES);
        refused(Kind.PUBLICATION_MISSING, () -> commands().advance(currentWal(), late, false));
        assertThat(confirmedFlush()).isEqualTo(before);
    }

    @Test
    void a_position_inside_of_the_record_of_a_message_would_skip_the_message() throws SQLException {
        Lsn end = Lsn.parse(database.queryOne(
                "SELECT pg_logical_emit_message(false, 'x', repeat('hello', 100))::text", String.class));
        assertThat(peeked(1)).hasSize(1);
        Lsn before = confirmedFlush();
        Lsn inside = new Lsn(end.bits() - 1);
        refused(Kind.WOULD_SKIP, () -> commands().advance(inside, reading(WITH_MESSAGES), false));
        assertThat(confirmedFlush()).isEqualTo(before);
        database.sql("INSERT INTO t VALUES (1)");
        commands().advance(inside, reading(WITH_MESSAGES), true);
        assertThat(delivered(1)).as("the server skips it there").containsExactly(1);
    }

    @Test
    void begin_and_commit_are_something_when_they_are_asked_for() throws SQLException {
        database.sql("INSERT INTO t VALUES (1)");
        StreamOptions ends = with(EnumSet.of(io.pgwal.replication.Kind.BEGIN, io.pgwal.replication.Kind.COMMIT));
        refused(Kind.WOULD_SKIP, () -> commands().advance(currentWal(), reading(ends), false));
        StreamOptions rowsAndEnd = asking(io.pgwal.replication.Kind.COMMIT);
        List<Change> changes = peeked(2, rowsAndEnd);
        assertThat(refused(Kind.WOULD_SKIP, () -> commands().advance(id(changes.get(0)), reading(rowsAndEnd), false)))
                .hasMessageContaining("CamelPgWalLast");
        assertThat(commands()
                        .advance(id(changes.get(1)), reading(rowsAndEnd), false)
                        .hasMoved())
                .isTrue();
    }

    @Test
    void what_came_from_elsewhere_is_no_reason_to_refuse_with_origin_none() throws SQLException {
        if (server.major() < 16) {
            return; // no origin=none before
        }
        String origin = database.name();
        database.sql("SELECT pg_replication_origin_create('" + origin + "')");
        try {
            database.sql(
                    "SELECT pg_replication_origin_session_setup('" + origin + "')",
                    "INSERT INTO t VALUES (1)",
                    "SELECT pg_replication_origin_session_reset()");
            refused(Kind.WOULD_SKIP, () -> commands().advance(currentWal(), reading(WITH_MESSAGES), false));
            StreamOptions local = new StreamOptions(
                    Streaming.OFF, false, false, true, Set.of(), true, io.pgwal.replication.Kind.usual(), false);
            assertThat(commands().advance(currentWal(), reading(local), false).hasMoved())
                    .isTrue();
        } finally {
            database.sql("SELECT pg_replication_origin_drop('" + origin + "')");
        }
    }

    @Test
    void by_force_it_goes_past_a_prepared_transaction_too() throws SQLException {
        if (server.major() < 15) {
            return; // no two-phase decoding before
        }
        String gid = "gid-" + database.name();
        database.sql(
                "SELECT pg_drop_replication_slot('" + database.slot() + "')",
                "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput', false, true)",
                "INSERT INTO t VALUES (1)",
                "BEGIN; INSERT INTO t VALUES (2); PREPARE TRANSACTION '" + gid + "'",
                "COMMIT PREPARED '" + gid + "'");
        StreamOptions twoPhase = new StreamOptions(
                Streaming.OFF,
                true,
                false,
                true,
                Set.of(),
                false,
                EnumSet.of(
                        io.pgwal.replication.Kind.INSERT,
                        io.pgwal.replication.Kind.PREPARE,
                        io.pgwal.replication.Kind.COMMIT_PREPARED),
                false);
        List<Change> changes = peeked(4, twoPhase);
        assertThat(changes.get(2).kind()).isEqualTo(io.pgwal.replication.Kind.PREPARE);
        refused(Kind.WOULD_SKIP, () -> commands().advance(id(changes.get(1)), reading(twoPhase), false));
        assertThat(commands()
                        .advance(id(changes.get(2)), reading(twoPhase), true)
                        .to())
                .isEqualTo(Recorder.end(changes.get(2)));
        assertThat(peeked(1, twoPhase))
                .extracting(Change::kind)
                .containsExactly(io.pgwal.replication.Kind.COMMIT_PREPARED);
    }

    /** What has to be decoded may take longer than a question may. */
    @Test
    void it_takes_the_time_that_the_server_needs() throws SQLException {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO t SELECT generate_series(1, 700000)");
        }
        ConnectionSettings impatient = ConnectionSettings.ofUrl(
                database.jdbcUrl() + "?user=" + server.user() + "&password=" + server.password() + "&socketTimeout=1");
        assertThat(new SlotCommands(impatient, database.slot())
                        .advance(currentWal(), reading(with(EnumSet.of(io.pgwal.replication.Kind.DELETE))), false)
                        .hasMoved())
                .isTrue();
    }
}
