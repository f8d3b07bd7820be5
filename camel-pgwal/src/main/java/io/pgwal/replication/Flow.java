package io.pgwal.replication;

/** How fast bytes come. One thread; pure: the time is told. */
final class Flow {

    /** The rate is taken over windows of this length. */
    private static final long WINDOW_NANOS = 2_000_000;
    /** So many bytes in a window are fast: some 25,000 small changes a second. Below that nobody waits for anybody. */
    private static final long FAST_BYTES = 8 * 1024;

    private long windowBegan;
    private long windowBytes;
    private boolean fast;

    Flow(long now) {
        windowBegan = now;
    }

    void received(long bytes, long now) {
        long age = now - windowBegan;
        if (age >= WINDOW_NANOS) {
            fast = age < 2 * WINDOW_NANOS && windowBytes >= FAST_BYTES;
            windowBegan = now;
            windowBytes = 0;
        }
        windowBytes += bytes;
    }

    /** A stream, and not the odd commit: what comes next comes within microseconds. */
    boolean isFast(long now) {
        return fast && now - windowBegan < 2 * WINDOW_NANOS;
    }
}
