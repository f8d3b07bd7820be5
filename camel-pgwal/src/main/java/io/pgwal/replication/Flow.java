package io.pgwal.replication;

/** How fast bytes come, and how late to come for the next ones. One thread; pure: the time is told. */
final class Flow {

    /** The rate is taken over windows of this length at least; well above the longest pause, which must not end a stream. */
    private static final long WINDOW_NANOS = 20_000_000;
    /** 4 MB a second are fast: some 25,000 small changes. Below that nobody waits for anybody. */
    private static final long FAST_BYTES_A_WINDOW = 80 * 1024;

    private static final long LONGEST_PAUSE_NANOS = 5_000_000;
    /** A burst's last commit comes later by this part of the burst's length at most. */
    private static final int PART = 8;

    private long windowBegan;
    private long windowBytes;
    private double nanosPerByte;
    private long fastSince;
    private boolean fast;

    Flow(long now) {
        windowBegan = now;
    }

    void received(long bytes, long now) {
        long age = now - windowBegan;
        if (age >= WINDOW_NANOS) {
            boolean steady = age < 2 * WINDOW_NANOS && windowBytes * WINDOW_NANOS >= FAST_BYTES_A_WINDOW * age;
            if (steady) {
                fastSince = fast ? fastSince : windowBegan;
                nanosPerByte = (double) age / windowBytes;
            }
            fast = steady;
            windowBegan = now;
            windowBytes = 0;
        }
        windowBytes += bytes;
    }

    /** A stream, and not the odd commit: what comes next comes within microseconds. */
    boolean isFast(long now) {
        return fast && now - windowBegan < 2 * WINDOW_NANOS;
    }

    /**
     * How long to let bytes gather.
     *
     * @param room bytes that may; none when it is negative
     * @return nanoseconds; 0 or less: not at all
     */
    long pause(long now, long room) {
        if (!isFast(now)) {
            return 0;
        }
        long longest = Math.min(LONGEST_PAUSE_NANOS, (now - fastSince) / PART);
        return Math.min(longest, (long) (room * nanosPerByte));
    }

    /** Nothing came in a pause: the stream has ended for now. */
    void ranDry() {
        fast = false;
        windowBytes = 0;
    }
}
