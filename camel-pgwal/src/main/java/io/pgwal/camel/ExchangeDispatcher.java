package io.pgwal.camel;

import io.pgwal.replication.Change;
import io.pgwal.replication.ChangeListener;
import io.pgwal.replication.Delivery;
import io.pgwal.replication.ReplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes to exchanges, one after another: the session's thread leaves parcels, one lane's thread takes them through the
 * route, and what became of an exchange goes back with its deliveries. The next exchange starts when the route has let
 * go of the one before; a failed one is tried again in its place.
 *
 * <p>The queue is bounded by the session, which hands over no more than {@code maxInFlight}.
 */
final class ExchangeDispatcher implements ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeDispatcher.class);
    private static final long LOOK_UP_MILLIS = 100;

    /** What the dispatcher needs of the consumer. */
    interface Route {
        Exchange create();

        void process(Exchange exchange, Completion completion);

        void release(Exchange exchange);

        /** An exchange failed; what is done about it is decided here. */
        void exchangeFailed(String what, Throwable cause);

        void sessionFailed(ReplicationFailure failure);

        void sessionEnded(ReplicationFailure failure);
    }

    private final Route route;
    private final FailurePolicy policy;
    private final boolean perTransaction;
    private final int batchSize;
    private final LinkedBlockingDeque<Parcel> queue = new LinkedBlockingDeque<>();
    private final AtomicInteger inRoute = new AtomicInteger();
    private final AtomicLong epoch = new AtomicLong();

    private volatile boolean suspended;
    private volatile boolean stopping;
    private volatile Thread lane;

    private List<Change> gathered = new ArrayList<>();
    private List<Delivery> gatheredDeliveries = new ArrayList<>();

    ExchangeDispatcher(Route route, FailurePolicy policy, boolean perTransaction, int batchSize) {
        this.route = route;
        this.policy = policy;
        this.perTransaction = perTransaction;
        this.batchSize = batchSize;
    }

    @Override
    public void onChange(Change change, Delivery delivery) {
        if (!perTransaction) {
            queue.add(new Parcel(List.of(change), List.of(delivery), epoch.get(), 0));
            return;
        }
        gathered.add(change);
        gatheredDeliveries.add(delivery);
        if (change.isLast() || gathered.size() >= batchSize) {
            send();
        }
    }

    /** When all that the session may hand over is a part of one transaction, that part goes ahead. */
    @Override
    public void onFull() {
        if (!gathered.isEmpty() && queue.isEmpty() && inRoute.get() == 0) {
            send();
        }
    }

    private void send() {
        queue.add(new Parcel(gathered, gatheredDeliveries, epoch.get(), 0));
        gathered = new ArrayList<>();
        gatheredDeliveries = new ArrayList<>();
    }

    @Override
    public void onDisconnect() {
        epoch.incrementAndGet(); // what is queued or being tried again comes by the next connection
        queue.clear();
        gathered = new ArrayList<>();
        gatheredDeliveries = new ArrayList<>();
    }

    @Override
    public void onFailure(ReplicationFailure failure) {
        route.sessionFailed(failure);
    }

    @Override
    public void onEnd(ReplicationFailure failure) {
        route.sessionEnded(failure);
    }

    /** The lane's thread, until {@link #drain}. */
    void run() {
        lane = Thread.currentThread();
        while (!stopping) {
            Parcel parcel = next();
            if (parcel != null) {
                handle(parcel);
            }
        }
    }

    void suspend() {
        suspended = true;
    }

    void resume() {
        suspended = false;
    }

    /** Exchanges that are in the route or were handed over by it. */
    int inRoute() {
        return inRoute.get();
    }

    /** Starts no exchange any more and waits for those that are in the route. @return whether all have completed */
    boolean drain(long millis) {
        stopping = true;
        LockSupport.unpark(lane);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (inRoute.get() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
        }
        return inRoute.get() == 0;
    }

    private Parcel next() {
        if (suspended) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LOOK_UP_MILLIS));
            return null;
        }
        try {
            return queue.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping = true; // the executor is shut down: nothing more is started, nothing is acknowledged
            return null;
        }
    }

    private void handle(Parcel first) {
        Parcel parcel = first;
        while (parcel != null && !stopping && parcel.epoch() == epoch.get()) {
            if (suspended) {
                queue.addFirst(parcel);
                return;
            }
            if (parcel.tries() > 0) {
                waitFor(policy.delay(parcel.tries()), parcel);
            }
            parcel = stopping || parcel.epoch() != epoch.get() ? null : attempt(parcel);
        }
    }

    /** @return the parcel when it is to be tried again, else null */
    private Parcel attempt(Parcel parcel) {
        Attempt attempt = new Attempt(parcel);
        inRoute.incrementAndGet();
        if (stopping) {
            inRoute.decrementAndGet(); // drain() may have looked before we counted ourselves
            return null;
        }
        try {
            Exchange exchange = exchange(parcel);
            Completion completion = new Completion(exchange, attempt, () -> {
                route.release(exchange);
                attempt.routed();
            });
            exchange.getExchangeExtension().addOnCompletion(completion);
            route.process(exchange, completion);
            attempt.awaitRouted();
        } catch (RuntimeException e) {
            attempt.failed(e, false); // Camel reports failures at the callback; this is none of the route's
        }
        return attempt.again();
    }

    private Exchange exchange(Parcel parcel) {
        Exchange exchange = route.create();
        if (perTransaction) {
            ExchangeFiller.fill(exchange, parcel.changes());
        } else {
            ExchangeFiller.fill(exchange, parcel.changes().get(0));
        }
        if (parcel.tries() > 0) {
            exchange.getMessage().setHeader(PgWalConstants.REDELIVERY, parcel.tries());
        }
        return exchange;
    }

    private void waitFor(long millis, Parcel parcel) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!stopping && parcel.epoch() == epoch.get() && System.nanoTime() < until) {
            LockSupport.parkNanos(
                    this, Math.min(until - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(LOOK_UP_MILLIS)));
        }
    }

    /** One try of one parcel. */
    private final class Attempt implements Completion.Verdict {

        private final Parcel parcel;
        private final AtomicBoolean told = new AtomicBoolean();
        private volatile boolean routed;
        private volatile boolean tryAgain;

        Attempt(Parcel parcel) {
            this.parcel = parcel;
        }

        @Override
        public void succeeded() {
            if (!told.compareAndSet(false, true)) {
                return;
            }
            parcel.succeeded();
            inRoute.decrementAndGet();
        }

        @Override
        public void failed(Throwable cause, boolean handedOver) {
            if (!told.compareAndSet(false, true)) {
                return;
            }
            boolean again = policy.isRetry() && !stopping;
            route.exchangeFailed(
                    "The exchange for the " + parcel + " failed; " + policy.says(parcel.tries() + 1), cause);
            if (again && handedOver) {
                queue.addFirst(parcel.again());
            } else if (again) {
                tryAgain = true;
            } else if (policy.isSkip()) {
                LOG.warn("Skipped and acknowledged: {}", parcel);
                parcel.succeeded();
            } else if (policy.isStop()) {
                stopping = true; // nothing is started any more while the session ends
                parcel.failed(cause);
            }
            inRoute.decrementAndGet();
        }

        void routed() {
            routed = true;
            if (Thread.currentThread() != lane) {
                LockSupport.unpark(lane);
            }
        }

        void awaitRouted() {
            while (!routed && !Thread.currentThread().isInterrupted()) {
                LockSupport.park(this);
            }
        }

        Parcel again() {
            return tryAgain ? parcel.again() : null;
        }
    }
}
