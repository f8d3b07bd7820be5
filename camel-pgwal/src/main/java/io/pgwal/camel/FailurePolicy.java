package io.pgwal.camel;

/**
 * What is done about a failed exchange.
 *
 * @param onFailure   retry, skip or stop
 * @param firstMillis delay before the first try again; doubled each time
 * @param mostMillis  up to this
 */
record FailurePolicy(String onFailure, long firstMillis, long mostMillis) {

    boolean isRetry() {
        return onFailure.equals("retry");
    }

    boolean isSkip() {
        return onFailure.equals("skip");
    }

    boolean isStop() {
        return onFailure.equals("stop");
    }

    /** @param tries how often it was tried before, at least 1 */
    long delay(int tries) {
        long delay = firstMillis;
        for (int i = 1; i < tries && delay < mostMillis; i++) {
            delay *= 2;
        }
        return Math.min(delay, mostMillis);
    }

    /** For the error's text. @param tries including the one that just failed */
    String says(int tries) {
        if (isRetry()) {
            return "it is tried again in " + delay(tries) + " ms (onFailure=retry, failed " + tries + " times)";
        }
        return isSkip() ? "it is skipped (onFailure=skip)" : "the route stops (onFailure=stop)";
    }
}
