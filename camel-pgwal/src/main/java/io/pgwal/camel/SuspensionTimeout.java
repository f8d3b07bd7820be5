package io.pgwal.camel;

import org.apache.camel.Route;

/**
 * Recognizes what Camel's shutdown strategy does to a consumer when its route cannot be suspended within the shutdown
 * timeout: it stops the consumer, and its abandoned task may suspend the consumer once more after the route was resumed. Safe for
 * any threads.
 */
final class SuspensionTimeout {

    /**
     * Set by Camel's DefaultShutdownStrategy on a route, just before it stops the route's consumer by force, and never
     * removed. Unlike isTimeoutOccurred of the strategy, it belongs to one route.
     */
    private static final String FORCED = "forcedShutdown";

    private final PgWalConsumer consumer;
    private volatile boolean ended;

    SuspensionTimeout(PgWalConsumer consumer) {
        this.consumer = consumer;
    }

    /** The consumer is resumed, started, or stopped for good. */
    void suspensionEnds() {
        takeForcedStop();
        ended = isTimedOut();
    }

    /** Returns true once for each timeout of the consumer's own route; false for a consumer without a route. */
    boolean takeForcedStop() {
        Route route = consumer.getRoute();
        return route != null && route.getProperties().remove(FORCED) != null;
    }

    /** Returns true if the calling thread belongs to a suspension that timed out and has ended since. */
    boolean isLateSuspend() {
        return ended && isTimedOut() && Thread.currentThread().isInterrupted(); // as Camel leaves it at the timeout
    }

    private boolean isTimedOut() {
        return consumer.getEndpoint().getCamelContext().getShutdownStrategy().isTimeoutOccurred();
    }
}
