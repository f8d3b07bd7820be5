package io.pgwal.benchmarks.consumer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Counts row changes, from any threads, and notes when the first and the last of them came. */
public final class Tally {

    private final int expected;
    private final Latencies latencies;
    private final AtomicLong seen = new AtomicLong();
    private final CountDownLatch complete = new CountDownLatch(1);
    private volatile long first;
    private volatile long last;
    private volatile Throwable failure;

    /** @param warmUp how many come before latencies count; -1 when nothing is timed */
    public Tally(int expected, int warmUp) {
        this.expected = expected;
        this.latencies = warmUp < 0 ? null : new Latencies(expected, warmUp);
    }

    /** Rows have a column {@value RowReading#MADE}, which {@link #came} is to be told. */
    boolean isTimed() {
        return latencies != null;
    }

    /** @param made microseconds since 1970 */
    void came(long made) {
        latencies.came(made);
    }

    /** Empty, or the latencies as names and values. */
    String timed() {
        return latencies == null
                ? ""
                : " p50=%d p99=%d most=%d"
                        .formatted(latencies.within(0.5), latencies.within(0.99), latencies.within(1));
    }

    public void count(int changes) {
        long before = seen.getAndAdd(changes);
        if (before == 0) {
            first = now();
        }
        if (before < expected && before + changes >= expected) {
            last = now();
            complete.countDown();
        }
    }

    /** The reader cannot go on. */
    public void failed(Throwable cause) {
        failure = cause;
        complete.countDown();
    }

    /** Ends the wait of {@link #awaitEnd} though there is more. */
    void enough() {
        complete.countDown();
    }

    void awaitEnd() throws InterruptedException {
        complete.await();
        if (failure != null) {
            throw new IllegalStateException("reading failed after " + seen + " changes", failure);
        }
    }

    boolean isComplete() {
        return seen.get() >= expected;
    }

    long seen() {
        return seen.get();
    }

    /** Microseconds since 1970; 0 when nothing came. */
    long first() {
        return first;
    }

    /** As {@link #first}; now, when not all came. */
    long last() {
        return last == 0 ? now() : last;
    }

    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
