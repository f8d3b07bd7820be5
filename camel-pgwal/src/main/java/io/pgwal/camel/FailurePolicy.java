package io.pgwal.camel;

import java.time.Duration;

/**
 * What is done about a failed exchange.
 *
 * @param onFailure retry, skip or stop
 * @param first     delay before the first try again; doubled each time
 * @param most      up to this
 */
record FailurePolicy(String onFailure, Duration first, Duration most) {

    boolean isRetry() {
        return onFailure.equals("retry");
    }

    boolean isStop() {
        return onFailure.equals("stop");
    }

    /** @param tries how often it was tried before, at least 1 */
    long delayNanos(int tries) {
        long delay = first.toNanos();
        for (int i = 1; i < tries && delay < most.toNanos(); i++) {
            delay *= 2;
        }
        return Math.min(delay, most.toNanos());
    }

    /** What follows with onFailure=retry. @param tries including the one that just failed */
    String says(int tries) {
        return "It is retried in " + Duration.ofNanos(delayNanos(tries)).toMillis() + " ms (onFailure=retry)";
    }
}
