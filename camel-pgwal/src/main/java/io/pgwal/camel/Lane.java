package io.pgwal.camel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that takes parcels through the route, one after another: the next starts when the route has let go of the
 * one before; a failed one is tried again in its place. The queue is bounded by the session, which hands over no more
 * than {@code maxInFlight}.
 */
final class Lane implements Runnable, Attempt.Maker {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LaneControl control;
    private final Exchanges exchanges;
    private final FailurePolicy policy;
    private final FailedParcels failures;
    private final Batching batching;
    private final LaneMeter meter;
    /** Parcels and joints in batches: an entry, with its lock and the waking of the lane, costs more than a parcel. */
    private final LinkedBlockingDeque<List<Object>> queue = new LinkedBlockingDeque<>();
    /** Of {@link Parcel} and {@link Joint}, on their way into the queue. Session's thread. */
    private List<Object> arriving = new ArrayList<>();
    /** Taken out of the queue, and next. The lane's own thread. */
    private final ArrayDeque<Object> taken = new ArrayDeque<>();
    /** Handed over, failed elsewhere, and next, before what was taken: until they are done they hold the position. */
    private final ConcurrentLinkedQueue<Parcel> returned = new ConcurrentLinkedQueue<>();
    /** All that is in the queue, taken, returned, or being handled. */
    private final AtomicInteger load = new AtomicInteger();

    private volatile Thread thread;
    /** That the route has not let go of. */
    private volatile Attempt current;

    private long looked = System.nanoTime();

    Lane(LaneControl control, Exchanges exchanges, FailurePolicy policy, Batching batching, LaneMeter meter) {
        this.control = control;
        this.exchanges = exchanges;
        this.policy = policy;
        this.failures = new FailedParcels(control, policy, exchanges, batching.isOn());
        this.batching = batching;
        this.meter = meter;
    }

    /** Session's thread, as for those that follow up to {@link #isIdle}. It is in the queue after {@link #flush}. */
    void add(Parcel parcel) {
        arriving.add(parcel);
    }

    void add(Joint joint) {
        arriving.add(joint);
    }

    void flush() {
        if (!arriving.isEmpty()) {
            load.addAndGet(arriving.size());
            queue.add(arriving);
            arriving = new ArrayList<>();
        }
    }

    /** What the lane has taken already it finds out of date by itself. */
    void clear() {
        arriving = new ArrayList<>();
        for (List<Object> batch = queue.poll(); batch != null; batch = queue.poll()) {
            load.addAndGet(-batch.size());
        }
        while (returned.poll() != null) {
            load.decrementAndGet();
        }
    }

    boolean isIdle() {
        return arriving.isEmpty() && load.get() == 0;
    }

    @Override
    public void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!control.isStopping()) {
                warnOfOverdue();
                Object next = control.isSuspended() ? suspended() : poll(LOOK_UP_NANOS);
                if (next instanceof Joint joint) {
                    together(joint);
                    load.decrementAndGet();
                } else if (next instanceof Parcel parcel) {
                    handle(batching.isOn() ? gather(parcel) : parcel);
                    load.decrementAndGet();
                }
            }
        } catch (Throwable e) {
            control.laneDied(e);
            throw e;
        } finally {
            taken.clear(); // whoever still holds one of its exchanges holds the lane
        }
    }

    private void warnOfOverdue() {
        // the clock is read only when there is something to warn of: this comes with each parcel
        if (control.handedOver().count() == 0 || System.nanoTime() - looked < LOOK_UP_NANOS) {
            return;
        }
        looked = System.nanoTime();
        for (Parcel parcel : control.handedOver().overdue(System.nanoTime())) {
            LOG.warn(
                    "The route let go of the exchange for {} and nobody has completed it for half a minute; until"
                            + " somebody does, the slot's position stays before it",
                    parcel);
        }
    }

    private Object suspended() {
        LockSupport.parkNanos(this, LOOK_UP_NANOS);
        return null;
    }

    /** Null when nothing came. */
    private Object poll(long nanos) {
        Parcel again = returned.poll();
        if (again != null) {
            return again;
        }
        if (taken.isEmpty()) {
            try {
                List<Object> batch = queue.poll(nanos, TimeUnit.NANOSECONDS);
                if (batch != null) {
                    taken.addAll(batch);
                }
            } catch (InterruptedException e) {
                return null; // left by a route, or the executor's shutdown, before which we were told to stop
            }
        }
        return taken.poll();
    }

    private void together(Joint joint) {
        Parcel parcel = joint.parcel();
        if (joint.arrive()) {
            try {
                handle(parcel);
            } finally {
                joint.done();
            }
            return;
        }
        // what is in the route when its connection is lost still holds its keys up: they come again by the next one
        while (!joint.isDone() && (control.isWanted(parcel) || joint.isStarted() && !control.isStopping())) {
            LockSupport.parkNanos(this, LOOK_UP_NANOS);
        }
    }

    /** As many parcels as fit and come in time, as one; joints and what is being tried again stay by themselves. */
    private Parcel gather(Parcel first) {
        if (first.tries() > 0) {
            return first;
        }
        List<Parcel> gathered = new ArrayList<>(List.of(first));
        long until = System.nanoTime() + batching.intervalNanos();
        while (gathered.size() < batching.size() && !control.isStopping()) {
            Object next = poll(Math.max(0, until - System.nanoTime()));
            if (next == null) {
                break;
            }
            if (!(next instanceof Parcel parcel) || parcel.tries() > 0 || parcel.epoch() != first.epoch()) {
                taken.addFirst(next);
                break;
            }
            gathered.add(parcel);
            load.decrementAndGet();
        }
        return gathered.size() == 1 ? first : Parcel.of(gathered);
    }

    private void handle(Parcel first) {
        List<Parcel> next = take(first);
        while (next.size() == 1) {
            next = take(next.get(0));
        }
        next.forEach(this::handle);
    }

    /** @return what is to be tried next in the parcel's place */
    private List<Parcel> take(Parcel parcel) {
        if (parcel.isDelayed()) {
            pause(policy.delayNanos(parcel.tries()), parcel);
            if (parcel.isToSkip() && control.isWanted(parcel)) {
                return failures.skipUntried(parcel);
            }
        }
        while (control.isSuspended() && control.isWanted(parcel)) {
            LockSupport.parkNanos(this, LOOK_UP_NANOS);
        }
        return attempt(parcel);
    }

    private void pause(long nanos, Parcel parcel) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos;
                left > 0 && control.isWanted(parcel) && !parcel.isToSkip();
                left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, LOOK_UP_NANOS));
        }
    }

    /** @return what is to be tried next in the parcel's place */
    private List<Parcel> attempt(Parcel parcel) {
        if (!control.enter(parcel)) {
            return List.of();
        }
        Attempt attempt = new Attempt(parcel, control, failures, exchanges, this, meter.starts(parcel));
        current = attempt;
        try {
            exchanges.process(parcel, attempt);
            attempt.await();
        } finally {
            current = null;
        }
        return attempt.next();
    }

    /** Any thread: the try that the route has not let go of; null when there is none. */
    Attempt current() {
        return current;
    }

    @Override
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void takeBack(Parcel parcel) {
        load.incrementAndGet();
        returned.add(parcel);
        queue.addFirst(List.of()); // wakes the lane
    }
}
