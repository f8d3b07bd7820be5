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
    private final LongAdder skipped = new LongAdder();
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
        inRoute.addAndGet(-handedOver.keepOnly(epoch.incrementAndGet()));
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

    void retries() {
        retries.increment();
    }

    void skips(Parcel parcel) {
        skipped.add(parcel.changes().size());
    }

    /** Exchanges tried again. */
    long retried() {
        return retries.sum();
    }

    /** Changes given up and acknowledged. */
    long skipped() {
        return skipped.sum();
    }

    /** The parcel's exchange failed, and the route is to stop for that. */
    void giveUp(Parcel parcel, Throwable cause) {
        stopping = true;
        end.accept("The exchange for the " + parcel + " failed and onFailure=stop", cause);
    }

    void laneDied(Throwable cause) {
        stopping = true;
        end.accept("A lane ended by an error", cause);
    }
}
