package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

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
 * @param heartbeatError why the last heartbeat was not written; empty when it was, or there is none
 * @param lastFailure    that the session has not recovered from; empty while there is a connection
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
        Optional<String> heartbeatError,
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

    /** There is a connection: what is said of the stream is of now. */
    public boolean isConnected() {
        return state == State.STREAMING || state == State.SILENT || state == State.PAUSED;
    }

    /**
     * How much WAL lies between what is confirmed and the server's end, of other databases too. Empty when it is not
     * known: before the first connection, and while another session reads the slot. Without a connection, as it was when
     * the last one ended.
     */
    public OptionalLong lagBytes() {
        return confirmed.equals(Lsn.ZERO) || state == State.STANDBY
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, serverEnd.minus(confirmed)));
    }

    /**
     * Age of the oldest transaction that was received and has not completed; zero when there is none. Says nothing
     * without a connection ({@link #isConnected}).
     */
    public Duration lagTime(Instant now) {
        return oldestCommit
                .map(commit -> Duration.between(commit, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }
}
