package io.pgwal.camel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A parcel that has to take its turn in several lanes. The lane that comes to it last takes it through the route; the
 * others wait for that. All lanes get their joints in one order, so none waits for one that waits for it.
 */
final class Joint {

    private final Parcel parcel;
    private final AtomicInteger missing;
    private final Thread[] waiting;
    private volatile boolean done;

    Joint(Parcel parcel, int lanes) {
        this.parcel = parcel;
        this.missing = new AtomicInteger(lanes);
        this.waiting = new Thread[lanes];
    }

    Parcel parcel() {
        return parcel;
    }

    /** A lane has come to it. @return whether this is the last one, which has to do the work */
    boolean arrive() {
        int left = missing.decrementAndGet();
        waiting[left] = Thread.currentThread();
        return left == 0;
    }

    /** All lanes have come to it: it may be in the route. */
    boolean isStarted() {
        return missing.get() == 0;
    }

    boolean isDone() {
        return done;
    }

    void done() {
        done = true;
        for (Thread lane : waiting) {
            LockSupport.unpark(lane);
        }
    }
}
