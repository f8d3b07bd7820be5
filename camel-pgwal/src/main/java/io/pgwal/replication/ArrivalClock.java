package io.pgwal.replication;

import io.pgwal.protocol.PgTime;
import java.time.Instant;

/**
 * Times one transaction in a while, so that a clock is not read for each: at most a thousand in a second, and all of them
 * when they come less often. Session's thread only.
 */
final class ArrivalClock {

    private static final long EVERY_NANOS = 1_000_000;

    private long last;

    /** @param now a moment ago will do */
    ArrivalClock(long now) {
        this.last = now - EVERY_NANOS;
    }

    /**
     * The transaction's first message was read.
     *
     * @param sent when the server sent it, by its clock
     * @param now  a moment ago will do
     */
    void begins(Transaction transaction, PgTime sent, long now) {
        if (now - last >= EVERY_NANOS) {
            last = now;
            transaction.arrived(sent, PgTime.of(Instant.now()), System.nanoTime());
        }
    }
}
