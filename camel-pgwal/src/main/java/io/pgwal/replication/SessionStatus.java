package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as it was at a moment.
 *
 * @param since          of this state
 * @param asOf           when this was true; while there is a connection it is said anew ten times a second, so what is old
 *                       means that the session's thread hangs
 * @param received       end of what the server has sent
 * @param confirmed      what PostgreSQL may forget
 * @param serverEnd      end of the server's WAL, as far as it was said
 * @param inFlight       changes handed over and not completed
 * @param oldestInFlight when the first change of the oldest transaction that has not completed was handed over
 * @param oldestCommit   the server's clock when that transaction committed
 * @param reconnects     connections lost, and attempts that failed after that, since the start
 * @param attempts       of these, those since there was a connection last; 0 while there is one
 * @param receivedBytes  of the replication stream since the start, all connections together
 * @param spilledBytes   of transactions in progress that are in files now
 * @param undecodable    values delivered as text because they did not decode
 * @param slotCreations  how often this session has created the slot; each time, earlier changes are not delivered
 * @param walStatus      of the slot, as pg_replication_slots has it: reserved, extended, unreserved, lost
 * @param lastFailure    of this session, mended or not
 */
public record SessionStatus(
        State state,
        Instant since,
        Instant asOf,
        Lsn received,
        Lsn confirmed,
        Lsn serverEnd,
        long inFlight,
        Optional<Instant> oldestInFlight,
        Optional<Instant> oldestCommit,
        long reconnects,
        long attempts,
        long receivedBytes,
        long spilledBytes,
        long undecodable,
        long slotCreations,
        Optional<String> walStatus,
        Optional<ReplicationFailure> lastFailure) {

    public enum State {
        CONNECTING,
        STREAMING,
        /** There is a connection, and the server does not answer. */
        SILENT,
        PAUSED,
        /** Somebody else reads the slot. */
        STANDBY,
        STOPPED
    }

    /** How much WAL lies between what is confirmed and the server's end, of other databases too. */
    public long lagBytes() {
        return Math.max(0, serverEnd.minus(confirmed));
    }

    /** Age of the oldest transaction that was received and has not completed; zero when there is none. */
    public Duration lagTime(Instant now) {
        return oldestCommit
                .map(commit -> Duration.between(commit, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }
}
