package io.pgwal.camel;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * What became of one exchange, from the two who can tell: the Synchronization, which follows the exchange when a route
 * hands it over (seda, threads), and the callback, which comes when the route has let go of it. Neither is enough: the
 * Synchronization does not fire when a hand-over fails or the context shuts down, and the callback says nothing of what
 * was handed over.
 *
 * <ul>
 *   <li>Either reports a failure, or the exchange is marked rollback-only: failed.
 *   <li>Both are content: succeeded.
 *   <li>The callback is content and the Synchronization has not fired: handed over; it decides later.
 * </ul>
 *
 * <p>Safe for any threads.
 */
final class Completion implements Synchronization, AsyncCallback {

    /** Told once what became of the exchange. */
    interface Verdict {
        void succeeded();

        /** The route is about to let go of the exchange, and somebody else has it; one of the others comes later. */
        void handedOver();

        /** @param handedOver the route had let go of the exchange before it failed elsewhere */
        void failed(Throwable cause, boolean handedOver);
    }

    /** The route has let go of the exchange. */
    interface Routed {
        /**
         * @param reusable false when it failed: Camel's error handler leaves marks on it that the next one would bear, such
         *     as that redelivery is exhausted
         */
        void routed(boolean reusable);
    }

    private enum State {
        OUT,
        /** The Synchronization is content, the route still has the exchange. */
        SYNCHRONIZED,
        /** The route has let go of it, somebody else has it. */
        HANDED_OVER,
        DONE
    }

    private final Exchange exchange;
    private final Verdict verdict;
    private final Routed routed;
    private State state = State.OUT;

    Completion(Exchange exchange, Verdict verdict, Routed routed) {
        this.exchange = exchange;
        this.verdict = verdict;
        this.routed = routed;
    }

    @Override
    public void onComplete(Exchange completed) {
        if (completed.isRollbackOnly()) {
            fail(cause(completed));
        } else if (!leave(State.OUT, State.SYNCHRONIZED) && leave(State.HANDED_OVER, State.DONE)) {
            verdict.succeeded();
        }
    }

    @Override
    public void onFailure(Exchange failed) {
        fail(cause(failed));
    }

    @Override
    public void done(boolean doneSync) {
        Throwable failure = exchange.getException() != null || exchange.isRollbackOnly() ? cause(exchange) : null;
        try {
            if (failure != null) {
                fail(failure);
            } else if (!handOver() && leave(State.SYNCHRONIZED, State.DONE)) {
                verdict.succeeded();
            }
        } finally {
            routed.routed(failure == null);
        }
    }

    /** @return false when the Synchronization has spoken */
    private synchronized boolean handOver() {
        if (state != State.OUT) {
            return false;
        }
        state = State.HANDED_OVER;
        verdict.handedOver(); // within the lock: what is said of it from now on comes after
        return true;
    }

    private void fail(Throwable cause) {
        State before;
        synchronized (this) {
            before = state;
            state = State.DONE;
        }
        if (before != State.DONE) {
            verdict.failed(cause, before == State.HANDED_OVER);
        }
    }

    private synchronized boolean leave(State from, State to) {
        if (state != from) {
            return false;
        }
        state = to;
        return true;
    }

    private static Throwable cause(Exchange failed) {
        Throwable cause = failed.getException();
        return cause != null ? cause : new RollbackOnlyException();
    }
}
