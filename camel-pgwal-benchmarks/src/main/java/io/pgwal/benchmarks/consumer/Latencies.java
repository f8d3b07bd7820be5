package io.pgwal.benchmarks.consumer;

import java.util.Arrays;

/**
 * From the moment that a row was made (its own {@code clock_timestamp()}) to the moment that a consumer had it in hand, in
 * microseconds. One machine, one clock. Not thread-safe: one consumer, one thread.
 */
public final class Latencies {

    private final long[] micros;
    private final int warmUp;
    private int count;

    /** @param warmUp the first so many do not count */
    public Latencies(int expected, int warmUp) {
        this.micros = new long[expected];
        this.warmUp = warmUp;
    }

    /** @param made microseconds since 1970 */
    public void came(long made) {
        if (count < micros.length) {
            micros[count++] = Tally.now() - made;
        }
    }

    /** @param fraction 0.99 for the time within which 99 % came; the time of one that came, not a mean of two */
    public long within(double fraction) {
        if (count <= warmUp) {
            throw new IllegalStateException(count + " came, of which " + warmUp + " are warm-up");
        }
        long[] sorted = Arrays.copyOfRange(micros, warmUp, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(fraction * sorted.length) - 1)];
    }
}
