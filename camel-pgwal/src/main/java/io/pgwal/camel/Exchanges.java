package io.pgwal.camel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/** Takes a parcel through the route as an exchange. */
abstract class Exchanges {

    /** What becomes of an exchange: one of the first two, once, and {@link #routed}, once. */
    interface Outcome extends Completion.Verdict {
        /** The route has let go of it. */
        void routed();
    }

    private final Source source;
    private final boolean asList;
    private final boolean manualAck;

    /**
     * @param asList    the body is a list of changes, however many there are
     * @param manualAck completion is not success: that is for the user to say
     */
    Exchanges(Source source, boolean asList, boolean manualAck) {
        this.source = source;
        this.asList = asList;
        this.manualAck = manualAck;
    }

    abstract Exchange create();

    abstract void route(Exchange exchange, Completion completion);

    /** Gives it back to Camel's pool, if there is one. */
    abstract void release(Exchange exchange);

    /**
     * An exchange failed.
     *
     * @param text  which one, why, and what is done about it; one line
     * @param trace whether the log line has the stack trace
     */
    abstract void failed(String text, Throwable cause, boolean trace);

    /** A route that expects a row fails for it. */
    final boolean hasNullBody(Parcel parcel) {
        return !asList && ChangeHeaders.body(parcel.changes().get(0)) == null;
    }

    final void process(Parcel parcel, Outcome outcome) {
        Once once = new Once(outcome);
        ManualAck ack = manualAck ? new ManualAck(once) : null;
        Completion.Verdict verdict = ack == null ? once : ack;
        try {
            Exchange exchange = fill(parcel);
            if (ack != null) {
                exchange.getMessage().setHeader(PgWalConstants.ACK, ack);
            }
            Completion completion = new Completion(exchange, verdict, reusable -> {
                if (reusable) {
                    release(exchange);
                }
                once.routed();
            });
            exchange.getExchangeExtension().addOnCompletion(completion);
            route(exchange, completion);
        } catch (Throwable e) {
            // Camel reports failures at the callback, but for errors of asynchronous processors
            verdict.failed(e, false);
            once.routed();
        }
    }

    private Exchange fill(Parcel parcel) {
        Exchange exchange = create();
        exchange.setIn(
                asList
                        ? PgWalMessage.of(exchange.getContext(), source, parcel.changes(), parcel.tries())
                        : PgWalMessage.of(
                                exchange.getContext(), source, parcel.changes().get(0), parcel.tries()));
        return exchange;
    }

    /** Lets through what is said first. */
    private static final class Once implements Outcome {
        private final Outcome outcome;
        private final AtomicBoolean told = new AtomicBoolean();
        private final AtomicBoolean routed = new AtomicBoolean();

        Once(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void succeeded() {
            if (told.compareAndSet(false, true)) {
                outcome.succeeded();
            }
        }

        @Override
        public void failed(Throwable cause, boolean handedOver) {
            if (told.compareAndSet(false, true)) {
                outcome.failed(cause, handedOver);
            }
        }

        @Override
        public void handedOver() {
            if (!told.get()) {
                outcome.handedOver();
            }
        }

        @Override
        public void routed() {
            if (routed.compareAndSet(false, true)) {
                outcome.routed();
            }
        }
    }
}
