package io.pgwal.camel;

import java.util.Objects;

/**
 * Between the completion of an exchange and what becomes of its parcel: content is not enough for success, that is for the
 * user to say. What the user has said counts as soon as the route is done with the exchange, or has handed it over. A
 * failure of the exchange is a failure, unless it was acknowledged before. Safe for any threads.
 */
final class ManualAck implements Completion.Verdict, PgWalAck {

    private enum Said {
        NOTHING,
        ACKNOWLEDGED,
        REJECTED
    }

    private enum State {
        IN_ROUTE,
        /** The route has let go of it: the user decides. */
        WAITING,
        DONE
    }

    private final Completion.Verdict verdict;
    private State state = State.IN_ROUTE;
    private Said said = Said.NOTHING;
    private Throwable reason;

    ManualAck(Completion.Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void acknowledge() {
        say(Said.ACKNOWLEDGED, null);
    }

    @Override
    public void reject(Throwable cause) {
        say(Said.REJECTED, Objects.requireNonNull(cause, "changes are rejected for a reason"));
    }

    private void say(Said what, Throwable cause) {
        synchronized (this) {
            if (said != Said.NOTHING || state == State.DONE) {
                return;
            }
            said = what;
            reason = cause;
            if (state == State.IN_ROUTE) {
                return; // until the route is done with it
            }
            state = State.DONE;
        }
        settle(true);
    }

    @Override
    public void succeeded() {
        handedOver();
    }

    @Override
    public void handedOver() {
        synchronized (this) {
            if (state != State.IN_ROUTE) {
                return; // the other side has completed what was handed over
            }
            if (said == Said.NOTHING) {
                state = State.WAITING;
                verdict.handedOver(); // within the lock: what is said of it from now on comes after
                return;
            }
            state = State.DONE;
        }
        settle(false);
    }

    @Override
    public void failed(Throwable cause, boolean handedOver) {
        synchronized (this) {
            if (state == State.DONE) {
                return;
            }
            state = State.DONE;
            if (said == Said.NOTHING) {
                said = Said.REJECTED;
                reason = cause;
            }
        }
        settle(handedOver);
    }

    private void settle(boolean handedOver) {
        if (said == Said.ACKNOWLEDGED) {
            verdict.succeeded();
        } else {
            verdict.failed(reason, handedOver);
        }
    }
}
