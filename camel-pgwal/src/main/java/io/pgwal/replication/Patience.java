package io.pgwal.replication;

/**
 * How long a read may wait for bytes, which end the wait at once: as long as nothing has happened before, within limits. The
 * thread that waits sees nothing else meanwhile. One thread; pure: the time is told.
 */
final class Patience {

    /** The driver's own. */
    static final int LEAST_MILLIS = 1;
    /** A stop of an idle session waits as long at most. */
    static final int MOST_MILLIS = 100;

    private long calmSince;

    Patience(long now) {
        calmSince = now;
    }

    /** Something came, or something is expected from elsewhere, such as a completion. */
    void busy(long now) {
        calmSince = now;
    }

    int millis(long now) {
        long calm = (now - calmSince) / 1_000_000;
        return (int) Math.max(LEAST_MILLIS, Math.min(calm, MOST_MILLIS));
    }
}
