package io.pgwal.replication;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubled each time up to a ceiling, each a random part shorter, so that many
 * clients do not come back at the same moment.
 */
final class Backoff {

    private final Duration first;
    private final Duration ceiling;
    private final RandomGenerator random;
    private int attempts;

    Backoff(Duration first, Duration ceiling, RandomGenerator random) {
        this.first = first;
        this.ceiling = ceiling;
        this.random = random;
    }

    /** Between half and the whole of the doubled delay. */
    Duration next() {
        long whole = first.toMillis();
        for (int i = 0; i < attempts && whole < ceiling.toMillis(); i++) {
            whole *= 2;
        }
        attempts++;
        whole = Math.min(whole, ceiling.toMillis());
        return Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
    }

    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
