package io.pgwal.replication;

/**
 * Whether the server is still there. When nothing has come for an interval it is asked; when that is not answered for
 * another, it is silent; when that lasts, it is dead. Silent and dead are two things because a server that decodes a large
 * transaction of which nothing is published may not answer for half of its wal_sender_timeout: whoever hung up on it would
 * have it begin again, for ever. Pure: the time is told.
 */
final class Silence {

    private final long intervalNanos;
    private final long deadNanos;
    private long heard;
    private long asked;
    private boolean waiting;

    Silence(long intervalNanos, long deadNanos, long now) {
        this.intervalNanos = intervalNanos;
        this.deadNanos = deadNanos;
        this.heard = now;
    }

    /** Something came; or we do not listen, so that what comes waits in the socket. */
    void heard(long now) {
        heard = now;
        waiting = false;
    }

    /** @return whether to ask now; once for each interval of silence */
    boolean ask(long now) {
        if (now - heard < intervalNanos || waiting && now - asked < intervalNanos) {
            return false;
        }
        waiting = true;
        asked = now;
        return true;
    }

    boolean isSilent(long now) {
        return waiting && now - heard >= 2 * intervalNanos;
    }

    boolean isDead(long now) {
        return waiting && now - heard >= deadNanos;
    }

    long nanos(long now) {
        return now - heard;
    }
}
