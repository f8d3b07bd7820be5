package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One transaction, or what PostgreSQL sends outside of any, in the bookkeeping of acknowledgements. Holds no change and
 * no row: a unit may stay in memory as long as an earlier one is not completed.
 *
 * <p>{@link AckTracker} owns its place in commit order, {@link InFlight} the rest.
 */
final class Unit {

    /** Since when a unit has been waiting; each is empty when it is not known. */
    record Waiting(Optional<Instant> handedOver, Optional<Instant> commit) {
        static final Waiting NONE = new Waiting(Optional.empty(), Optional.empty());
    }

    // of AckTracker: session's thread
    Unit before;
    Unit after;
    Lsn end;
    boolean acknowledged;

    private final PgTime commitTime;
    /** Changes that are not completed, and one for the end that has not arrived. */
    private final AtomicInteger holds = new AtomicInteger(1);

    private long firstHandedOver;
    private boolean handedOver;

    /** @param commitTime null for a unit without one */
    Unit(PgTime commitTime) {
        this.commitTime = commitTime;
    }

    /** Session's thread. Whether its end has arrived and it is acknowledged. */
    boolean isDone() {
        return acknowledged && end != null;
    }

    /** Session's thread: one more change belongs to it. */
    void hold() {
        holds.incrementAndGet();
    }

    /** Any thread. @return whether that was the last hold */
    boolean release() {
        return holds.decrementAndGet() == 0;
    }

    /** Session's thread: a change of it is handed over. */
    void handsOver() {
        if (!handedOver) {
            handedOver = true;
            firstHandedOver = System.nanoTime();
        }
    }

    /** Session's thread. */
    Waiting waiting() {
        Instant since = handedOver ? Instant.now().minusNanos(System.nanoTime() - firstHandedOver) : null;
        return new Waiting(
                Optional.ofNullable(since), Optional.ofNullable(commitTime).map(PgTime::toInstant));
    }
}
