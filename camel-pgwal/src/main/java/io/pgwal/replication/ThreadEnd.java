package io.pgwal.replication;

import java.time.Duration;

/** The end of a session's thread, which has freed the slot by then. */
final class ThreadEnd {

    private ThreadEnd() {}

    /**
     * Waits even if interrupted: a session that starts before the slot is free would find it busy.
     *
     * @return whether the thread has ended
     */
    static boolean await(Thread running, Duration patience) {
        boolean interrupted = false;
        long until = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis();
                running.isAlive() && left > 0;
                left = (until - System.nanoTime()) / 1_000_000) {
            try {
                running.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !running.isAlive();
    }
}
