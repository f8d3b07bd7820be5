package io.pgwal.camel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** What all lanes of a consumer obey, and how many exchanges they have out. Safe for any threads. */
final class LaneControl {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final HandedOver handedOver = new HandedOver(PATIENCE_NANOS);
    private final AtomicInteger inRoute = new AtomicInteger();
    private final AtomicLong epoch = new AtomicLong();
    private final LongAdder retries = new LongAdder();
    private final SkippedChanges skipped = new SkippedChanges();
    private final FailingExchanges failing = new FailingExchanges();
    private final BiConsumer<String, Throwable> end;
    private volatile boolean suspended;
    private volatile boolean stopping;

    /** @param end told why no exchange is started any more: what happened, and its cause */
    LaneControl(BiConsumer<String, Throwable> end) {
        this.end = end;
    }

    long epoch() {
        return epoch.get();
    }

    /** What was handed over by the connection that is gone comes again by the next: nobody waits for it any more. */
    void nextEpoch() {
        long next = epoch.incrementAndGet();
        inRoute.addAndGet(-handedOver.keepOnly(next));
        failing.keepOnly(next);
    }

    /** The connection that it came by is still there. */
    boolean isCurrent(Parcel parcel) {
        return parcel.epoch() == epoch.get();
    }

    boolean isWanted(Parcel parcel) {
        return !stopping && isCurrent(parcel);
    }

    boolean isSuspended() {
        return suspended;
    }

    void setSuspended(boolean value) {
        suspended = value;
    }

    /** Suspended or stopping: an exchange may fail because Camel lets none run any more, which is none of its own doing. */
    boolean isHeld() {
        return suspended || stopping;
    }

    boolean isStopping() {
        return stopping;
    }

    void stopStarting() {
        stopping = true;
    }

    /** An exchange is about to start. @return false when it must not; then it does not count */
    boolean enter(Parcel parcel) {
        inRoute.incrementAndGet(); // first: whoever says stop and then sees nobody in the route can rely on it
        if (isWanted(parcel)) {
            return true;
        }
        inRoute.decrementAndGet();
        return false;
    }

    /** Somebody else has its exchange now. */
    void handsOver(Parcel parcel, long now) {
        handedOver.add(parcel, now);
        if (!isCurrent(parcel)) { // asked afterwards: the next epoch may have begun meanwhile
            leave(parcel, true);
        }
    }

    /** It is known what became of an exchange. @param wasHandedOver before, by {@link #handsOver} */
    void leave(Parcel parcel, boolean wasHandedOver) {
        if (!wasHandedOver || handedOver.remove(parcel)) {
            inRoute.decrementAndGet();
        }
    }

    HandedOver handedOver() {
        return handedOver;
    }

    /** Exchanges in the route, and those that were handed over by the connection that there is. */
    int inRoute() {
        return inRoute.get();
    }

    /** None is in the route; some may have been handed over, or wait for their acknowledgement. */
    boolean isRouteEmpty() {
        return inRoute.get() <= handedOver.count();
    }

    void retries() {
        retries.increment();
    }

    /** Exchanges tried again. */
    long retried() {
        return retries.sum();
    }

    /** Changes that were acknowledged without having been processed. */
    SkippedChanges skipped() {
        return skipped;
    }

    FailingExchanges failing() {
        return failing;
    }

    /** An exchange has failed and is to be tried again. */
    void isFailing(FailingExchange one) {
        failing.add(one);
        if (!isCurrent(one.parcel())) { // asked afterwards: the next epoch may have begun meanwhile
            failing.remove(one);
        }
    }

    /** An exchange failed, and the route is to stop for that. */
    void giveUp(String what, Throwable cause) {
        stopping = true;
        end.accept(what, cause);
    }

    void laneDied(Throwable cause) {
        stopping = true;
        end.accept("A lane ended by an error", cause);
    }
}
