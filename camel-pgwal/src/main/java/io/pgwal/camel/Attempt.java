package io.pgwal.camel;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try of one parcel by a lane. */
final class Attempt implements Exchanges.Outcome {

    /** The lane that makes the try. */
    interface Maker {
        boolean isOwnThread();

        void wake();

        /** Failed after the lane had gone on; to be tried before what is in the queue. */
        void takeBack(Parcel parcel);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Parcel parcel;
    private final LaneControl control;
    private final FailedParcels failures;
    private final Exchanges exchanges;
    private final Maker lane;
    private final LaneMeter.Timing timing;
    private final long begin = System.nanoTime();
    private volatile boolean routed;
    /** It is decided what becomes of the parcel, or somebody else has the exchange and decides later. */
    private volatile boolean settled;

    private volatile List<Parcel> next = List.of();

    /** @param timing null when it is not timed */
    Attempt(
            Parcel parcel,
            LaneControl control,
            FailedParcels failures,
            Exchanges exchanges,
            Maker lane,
            LaneMeter.Timing timing) {
        this.parcel = parcel;
        this.control = control;
        this.failures = failures;
        this.exchanges = exchanges;
        this.lane = lane;
        this.timing = timing;
    }

    Parcel parcel() {
        return parcel;
    }

    /** Of {@link System#nanoTime}. */
    long begin() {
        return begin;
    }

    @Override
    public void succeeded() {
        parcel.succeeded();
        control.failing().remove(parcel.failing());
        leave();
        if (timing != null) {
            timing.succeeded();
        }
    }

    /** Decides first and tells last: an exception handler may take long, or throw. */
    @Override
    public void failed(Throwable cause, boolean handedOver) {
        FailedParcels.Decision decision = failures.decide(parcel, cause, handedOver);
        if (handedOver) {
            decision.next().forEach(lane::takeBack); // the lane has gone on; order was given up with the hand-over
        } else {
            next = decision.next();
        }
        leave();
        try {
            exchanges.failed(decision.text(), cause, decision.trace());
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            LOG.error("The exception handler failed to handle this: {}", decision.text(), e);
        }
    }

    @Override
    public void handedOver() {
        control.handsOver(parcel, System.nanoTime());
        settle();
    }

    /** What has settled before was handed over. */
    private void leave() {
        control.leave(parcel, settled);
        settle();
    }

    @Override
    public void routed() {
        routed = true;
        wakeLane();
    }

    private void settle() {
        settled = true;
        wakeLane();
    }

    private void wakeLane() {
        if (!lane.isOwnThread()) {
            lane.wake();
        }
    }

    /** Both: the route has let go, and it is known whether the parcel is to be tried again. */
    void await() {
        while (!(routed && settled)) {
            LockSupport.park(this);
            if (Thread.interrupted() && control.isStopping()) {
                return; // the executor is shut down after the time for exchanges to complete is over
            }
        }
        Thread.interrupted(); // a route may leave its thread interrupted; the next exchange is not meant
    }

    /** What the lane tries next in place of the parcel. */
    List<Parcel> next() {
        return next;
    }
}
