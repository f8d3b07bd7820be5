package io.pgwal.camel;

import java.time.Instant;

/**
 * An exchange that has failed and is to be tried again: since when, how often, why, and whether an operator has asked to
 * skip it. Travels with its parcel from one try to the next. Safe for any threads.
 */
final class FailingExchange {

    private final Instant since;
    private final boolean isPart;
    private volatile boolean isToSkip;
    private volatile Parcel parcel;
    /** Its class alone: health checks are read over the network, and a message may quote rows. */
    private volatile String cause;

    private FailingExchange(Instant since, boolean isPart, boolean isToSkip) {
        this.since = since;
        this.isPart = isPart;
        this.isToSkip = isToSkip;
    }

    static FailingExchange since(Instant now) {
        return new FailingExchange(now, false, false);
    }

    /** Of a part of this one, which is tried by itself. */
    FailingExchange part() {
        return new FailingExchange(since, true, isToSkip);
    }

    void failed(Parcel tried, Throwable why) {
        parcel = tried;
        cause = CauseText.name(why);
    }

    Instant since() {
        return since;
    }

    /** A part of a batch that failed as a whole: it does not wait before its first try. */
    boolean isPart() {
        return isPart;
    }

    boolean isToSkip() {
        return isToSkip;
    }

    void skip() {
        isToSkip = true;
    }

    /** As it was tried last; null before. */
    Parcel parcel() {
        return parcel;
    }

    /** For a log line: which event, never what is in it. */
    @Override
    public String toString() {
        return parcel + ", attempt " + (parcel.tries() + 1) + ", " + cause;
    }
}
