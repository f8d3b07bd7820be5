package io.pgwal.replication;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What was handed over and is not completed: the place where other threads leave their notes for the session's thread.
 * Everything that a note costs is a counter or two; only the completion of a whole unit is queued.
 *
 * <p>One for each connection: receipts of an earlier connection fall into the notes of that one, which nobody reads any
 * more.
 */
final class InFlight {

    private static final long NEVER = Long.MAX_VALUE;

    private final Thread owner;
    private final ConcurrentLinkedQueue<Unit> finished = new ConcurrentLinkedQueue<>();
    private final AtomicLong completedCount = new AtomicLong();
    private final AtomicLong completedBytes = new AtomicLong();
    private volatile Throwable failure;
    /** Completed changes at which the owner, who sleeps, is to be woken. */
    private final AtomicLong wakeAt = new AtomicLong(NEVER);

    private long handedOver;
    private long handedOverBytes;

    /** @param owner the session's thread, woken by a note when it waits for one */
    InFlight(Thread owner) {
        this.owner = owner;
    }

    /** Session's thread: a change leaves. */
    Delivery handOver(Unit unit, int bytes) {
        unit.handsOver();
        handedOver++;
        handedOverBytes += bytes;
        return new Delivery(this, unit, bytes);
    }

    void completed(Unit unit, int bytes) {
        completedBytes.addAndGet(bytes);
        release(unit);
        long count = completedCount.incrementAndGet(); // first: the owner sets the mark, and then looks at the count
        long mark = wakeAt.get();
        if (count >= mark && wakeAt.compareAndSet(mark, NEVER)) {
            LockSupport.unpark(owner);
        }
    }

    void failed(Throwable cause) {
        failure = cause;
        LockSupport.unpark(owner);
    }

    /** The unit's end has arrived, or one of its changes is done with. */
    void release(Unit unit) {
        if (unit.release()) {
            finished.add(unit);
        }
    }

    /** Session's thread: the next unit that is done with, null when there is none. */
    Unit takeFinished() {
        return finished.poll();
    }

    /** Why a change was given up; null when none was. */
    Throwable failure() {
        return failure;
    }

    long count() {
        return handedOver - completedCount.get();
    }

    long bytes() {
        return handedOverBytes - completedBytes.get();
    }

    /** How many changes are completed: what {@link #await} counts from. */
    long completed() {
        return completedCount.get();
    }

    /**
     * Session's thread: sleeps until a part of what is out is completed, or a change is given up, or so long. Not for each
     * that completes: waking costs more than a change does.
     *
     * @param seen what was {@link #completed} when the owner last looked: what has completed since then counts
     */
    void await(long seen, long nanos) {
        long enough = seen + Math.max(1, (handedOver - seen) / 4);
        wakeAt.set(enough);
        if (completedCount.get() < enough && failure == null) {
            LockSupport.parkNanos(this, nanos);
        }
        wakeAt.set(NEVER);
    }
}
