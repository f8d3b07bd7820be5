package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SessionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.BridgeExceptionHandlerToErrorHandler;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, suspends and stops one replication session, and gives its dispatcher a route. */
public class PgWalConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(PgWalConsumer.class);

    private final HealthRegistration health = new HealthRegistration(this);
    private volatile ReplicationSession session;
    private volatile ExchangeDispatcher dispatcher;
    private volatile Throwable startFailure;
    private volatile SessionStatus lastStatus;
    private ExecutorService executor;
    private volatile boolean forcedShutdown;

    public PgWalConsumer(PgWalEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    public PgWalEndpoint getEndpoint() {
        return (PgWalEndpoint) super.getEndpoint();
    }

    /** As the session is now, or was at its end; null before the first start. */
    public SessionStatus getSessionStatus() {
        ReplicationSession current = session;
        return current == null ? lastStatus : current.status();
    }

    /** Why the start failed before there was a session; null when it did not. */
    Throwable getStartFailure() {
        return startFailure;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        health.register();
        try {
            startSession();
            startFailure = null;
        } catch (RuntimeException e) {
            startFailure = e;
            throw e;
        }
    }

    private void startSession() {
        PgWalConfiguration options = getEndpoint().getConfiguration();
        SessionSettings settings = options.toSettings();
        int laneCount = options.getConcurrentConsumers();
        Source source = new Source(settings.connection().database(), options.getSlot());
        LaneControl control = new LaneControl(this::gaveUp);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < laneCount; i++) {
            lanes.add(new Lane(
                    control,
                    new RouteExchanges(source, options.getExchangePer()),
                    SettingsFromOptions.failurePolicy(options),
                    SettingsFromOptions.batching(options)));
        }
        dispatcher = new ExchangeDispatcher(
                control,
                lanes,
                new LaneRouter(SettingsFromOptions.ordering(options), laneCount),
                SettingsFromOptions.transactionSize(options),
                this::sessionFailed,
                this::ended);
        session = new ReplicationSession(settings, dispatcher);
        String name = "pgwal-" + options.getSlot();
        ExecutorServiceManager threads = getEndpoint().getCamelContext().getExecutorServiceManager();
        executor = threads.newFixedThreadPool(this, name + "-lane", laneCount);
        lanes.forEach(executor::execute);
        try {
            session.start(work -> threads.newThread(name, work));
        } catch (RuntimeException e) {
            letGo(0);
            throw e;
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        dispatcher.suspend();
        session.pause();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        dispatcher.resume();
        session.resume();
    }

    @Override
    protected void doStop() throws Exception {
        ShutdownStrategy shutdown = getEndpoint().getCamelContext().getShutdownStrategy();
        letGo(forcedShutdown ? 0 : shutdown.getTimeUnit().toMillis(shutdown.getTimeout()));
        health.unregister();
        super.doStop();
    }

    /** @param millis how long exchanges that are in the route may take to complete */
    private void letGo(long millis) {
        if (dispatcher != null && !dispatcher.drain(millis)) {
            LOG.warn(
                    "{} exchanges of {} have not completed; they come again at the next start",
                    dispatcher.inRoute(),
                    getEndpoint());
        }
        if (session != null) {
            session.stop(Duration.ZERO); // what is out by now has completed, or will not
            lastStatus = session.status();
            session = null;
        }
        if (executor != null) {
            getEndpoint().getCamelContext().getExecutorServiceManager().shutdownNow(executor);
            executor = null;
        }
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return dispatcher == null ? 0 : dispatcher.inRoute();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        forcedShutdown = forced; // the time for exchanges to complete is over
    }

    private void sessionFailed(ReplicationFailure failure) {
        getExceptionHandler().handleException(failure.getMessage(), failure);
    }

    private void gaveUp(String what, Throwable cause) {
        ended(new ReplicationFailure(
                ReplicationFailure.Kind.DELIVERY_FAILED,
                what,
                "The route stops; the change was not acknowledged and comes first when it starts again",
                cause));
    }

    /** Stops the route as failed, from a thread of its own: the stop waits for the session's thread and the lanes. */
    private void ended(ReplicationFailure failure) {
        getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newThread("pgwal-stop-" + getEndpoint().getConfiguration().getSlot(), () -> stopRoute(failure))
                .start();
    }

    private void stopRoute(ReplicationFailure failure) {
        try {
            getExceptionHandler().handleException(failure.getMessage(), failure);
        } catch (RuntimeException e) {
            LOG.error(
                    "The exception handler failed to handle this: {}", failure.getMessage(), e); // and the route stops
        }
        try {
            if (getRouteId() == null) {
                stop(); // a consumer without a route of its own, such as one of the master component
            } else {
                getEndpoint().getCamelContext().getRouteController().stopRoute(getRouteId(), failure);
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("Stopping the route " + getRouteId() + " failed", e);
        }
    }

    /** This consumer's exchanges. */
    private final class RouteExchanges extends Exchanges {

        RouteExchanges(Source source, String exchangePer) {
            super(source, !exchangePer.equals("change"));
        }

        @Override
        Exchange create() {
            return createExchange(false);
        }

        @Override
        void route(Exchange exchange, Completion completion) {
            getAsyncProcessor().process(exchange, completion);
        }

        @Override
        void release(Exchange exchange) {
            releaseExchange(exchange, false);
        }

        @Override
        void failed(String what, Throwable cause) {
            if (getExceptionHandler() instanceof BridgeExceptionHandlerToErrorHandler) {
                LOG.warn(what, cause); // the error handler has seen this exchange already
            } else {
                getExceptionHandler().handleException(what, cause);
            }
        }
    }
}
