package io.pgwal.benchmarks.consumer;

import java.time.Duration;

/** A duration as it is written in a consumer's options: 1ms. */
final class Millis {

    private Millis() {}

    static long nanos(String option, String duration) {
        if (!duration.matches("\\d{1,9}ms")) {
            throw new IllegalArgumentException(option + "=" + duration + ": it is written as 1ms");
        }
        return Duration.ofMillis(Long.parseLong(duration.substring(0, duration.length() - 2)))
                .toNanos();
    }
}
