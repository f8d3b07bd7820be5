package io.pgwal.camel;

import io.pgwal.replication.Change;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of parcels whose exchange failed. A batch that would be skipped or stop the route is first taken
 * apart, half by half, until the failing changes stand alone: only they are skipped, or named as the route's end. A
 * transaction is never taken apart, because a part of it never existed in the database. Safe for any threads.
 */
final class FailedParcels {

    /**
     * What becomes of a parcel.
     *
     * @param text  for the log
     * @param trace whether its log line has the stack trace
     * @param next  what is to be tried, in this order; empty when the parcel is done with or nothing is tried any more
     */
    record Decision(String text, boolean trace, List<Parcel> next) {}

    private static final Logger LOG = LoggerFactory.getLogger(FailedParcels.class);

    private final LaneControl control;
    private final FailurePolicy policy;
    private final Exchanges exchanges;
    private final boolean isSplit;

    /** @param isSplit changes of one parcel have nothing to do with one another */
    FailedParcels(LaneControl control, FailurePolicy policy, Exchanges exchanges, boolean isSplit) {
        this.control = control;
        this.policy = policy;
        this.exchanges = exchanges;
        this.isSplit = isSplit;
    }

    /** @param handedOver it failed after the route had let go of its exchange */
    Decision decide(Parcel parcel, Throwable cause, boolean handedOver) {
        String failed = text(parcel, cause);
        boolean first = parcel.failing() == null;
        if (!control.isCurrent(parcel) && (handedOver || !policy.isStop())) {
            return new Decision(failed + ". It is redelivered, as its connection was lost", first, List.of());
        }
        if (control.isHeld()) {
            // Camel may let no exchange run then: such a failure is none of the exchange's own doing
            return again(parcel, cause, failed + ". It is retried when the route is resumed or started", first);
        }
        if (policy.isRetry() && !parcel.isToSkip()) {
            return again(parcel, cause, failed + ". " + policy.says(parcel.tries() + 1) + hint(parcel), first);
        }
        if (isDivided(parcel)) {
            return new Decision(failed + ". Its halves are tried alone", first, divide(parcel));
        }
        if (policy.isStop() && !parcel.isToSkip()) {
            control.failing().remove(parcel.failing());
            control.giveUp("Exchange failed: " + parcel + hint(parcel), cause);
            return new Decision(failed + ". The route stops (onFailure=stop)", false, List.of());
        }
        skip(parcel);
        return new Decision(failed + ". It is skipped" + hint(parcel), first, List.of());
    }

    /** As an operator asked before the next try. @return what is to be tried instead */
    List<Parcel> skipUntried(Parcel parcel) {
        if (isDivided(parcel)) {
            return divide(parcel);
        }
        skip(parcel);
        return List.of();
    }

    private boolean isDivided(Parcel parcel) {
        return isSplit && parcel.changes().size() > 1;
    }

    private List<Parcel> divide(Parcel parcel) {
        control.retries();
        control.failing().remove(parcel.failing());
        return parcel.halves(parcel.failing() == null ? FailingExchange.since(Instant.now()) : parcel.failing());
    }

    private Decision again(Parcel parcel, Throwable cause, String text, boolean first) {
        control.retries();
        FailingExchange failing = first ? FailingExchange.since(Instant.now()) : parcel.failing();
        failing.failed(parcel, cause);
        control.isFailing(failing);
        return new Decision(text, first, List.of(parcel.again(failing)));
    }

    private void skip(Parcel parcel) {
        control.failing().remove(parcel.failing());
        String why = parcel.isToSkip() ? "skipFailing" : "onFailure=skip";
        for (Change change : parcel.changes()) {
            LOG.warn("Skipped and acknowledged ({}): {}", why, Parcel.name(change));
        }
        control.skipped().add(parcel.changes());
        parcel.succeeded();
    }

    private static String text(Parcel parcel, Throwable cause) {
        return "Exchange failed: " + parcel + ", attempt " + (parcel.tries() + 1) + ", " + CauseText.of(cause);
    }

    /** Routes that expect a row trip over the other kinds. */
    private String hint(Parcel parcel) {
        if (!exchanges.hasNullBody(parcel)) {
            return "";
        }
        String kind = parcel.changes().get(0).kind().name();
        return ". The body of a " + kind + " is null: filter on the header CamelPgWalKind, or leave the kind out, such"
                + " as with kinds=insert,update,delete";
    }
}
