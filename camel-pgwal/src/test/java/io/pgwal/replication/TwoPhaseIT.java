package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Transactions that are prepared first. */
@OnEveryPostgres
class TwoPhaseIT extends SessionFixture {

    TwoPhaseIT(PgServer server) {
        super(server);
    }

    @Test
    void prepared_transactions_come_when_they_are_prepared_and_their_outcome_when_it_is_known() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(15);
        String gid = database.name() + "-1";
        StreamOptions twoPhase = new StreamOptions(
                Streaming.OFF,
                true,
                false,
                false,
                Set.of(),
                false,
                Set.of(Kind.INSERT, Kind.PREPARE, Kind.COMMIT_PREPARED, Kind.ROLLBACK_PREPARED),
                false);
        Recorder first = Recorder.acknowledging();
        ReplicationSession session = started(settings().with(twoPhase), first);
        database.sql("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION '" + gid + "'");
        List<Change> prepared = first.awaitCount(2);
        assertThat(prepared).extracting(Change::kind).containsExactly(Kind.INSERT, Kind.PREPARE);
        assertThat(prepared.get(0).transaction().gid()).contains(gid);
        awaitConfirmed(Recorder.end(prepared.get(1)));
        session.stop(Duration.ofSeconds(5));

        Recorder second = Recorder.acknowledging();
        started(settings().with(twoPhase), second);
        database.sql(
                "COMMIT PREPARED '" + gid + "'", "BEGIN; INSERT INTO t VALUES (2); PREPARE TRANSACTION '" + gid + "'");
        second.awaitCount(3); // rolled back before it is decoded, it would come as a PREPARE without its changes
        database.sql("ROLLBACK PREPARED '" + gid + "'");
        List<Change> outcome = second.awaitCount(4);
        assertThat(outcome)
                .extracting(Change::kind)
                .containsExactly(Kind.COMMIT_PREPARED, Kind.INSERT, Kind.PREPARE, Kind.ROLLBACK_PREPARED);
        assertThat(outcome)
                .extracting(change -> change.transaction().gid().orElseThrow())
                .containsOnly(gid);
        assertThat(second.eventIds()).isSorted().doesNotHaveDuplicates();
        awaitConfirmed(Recorder.end(outcome.get(3)));
    }

    @Test
    void with_two_phase_off_a_prepared_transaction_comes_when_it_is_committed() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        String gid = database.name() + "-2";
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION '" + gid + "'",
                "INSERT INTO t VALUES (2)",
                "COMMIT PREPARED '" + gid + "'");
        recorder.awaitCount(2);
        assertThat(recorder.column("id")).containsExactly(2, 1);
    }
}
