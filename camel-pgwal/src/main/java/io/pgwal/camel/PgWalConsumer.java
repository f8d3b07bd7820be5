package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SessionStatus;
import java.time.Instant;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A route's beginning: what Camel, its health, JMX and meters see of a {@link ConsumerRun}. */
@ManagedResource(description = "Managed PostgreSQL WAL consumer")
public class PgWalConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(PgWalConsumer.class);

    private final HealthRegistration health = new HealthRegistration(this);
    /** The last one; null before the first start. */
    private volatile ConsumerRun run;

    private volatile Throwable startFailure;
    /** By a failure, not by whoever stops it. */
    private volatile boolean ended;

    private ConsumerMeters meters = ConsumerMeters.NONE;
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
        return run == null ? null : run.status();
    }

    /** Why the start failed before there was a session; null when it did not. */
    Throwable getStartFailure() {
        return startFailure;
    }

    @ManagedAttribute(description = "The replication slot")
    public String getSlot() {
        return getEndpoint().getConfiguration().getSlot();
    }

    @ManagedAttribute(description = "CONNECTING, STREAMING, SILENT, PAUSED, STANDBY or STOPPED")
    public String getSessionState() {
        return status(status -> status.state().name());
    }

    @ManagedAttribute(description = "End of what the server has sent")
    public String getReceivedLsn() {
        return status(status -> status.received().toString());
    }

    @ManagedAttribute(description = "What PostgreSQL may forget")
    public String getConfirmedLsn() {
        return status(status -> status.confirmed().toString());
    }

    @ManagedAttribute(description = "WAL between what is confirmed and the server's end, in bytes")
    public Long getLagBytes() {
        return status(SessionStatus::lagBytes);
    }

    @ManagedAttribute(description = "Age of the oldest transaction received and not completed, in ms")
    public Long getLagMillis() {
        return status(status -> status.lagTime(Instant.now()).toMillis());
    }

    @ManagedAttribute(description = "Changes handed over and not completed")
    public Long getInFlight() {
        return status(SessionStatus::inFlight);
    }

    @ManagedAttribute(description = "Connections lost, and attempts that failed, since the start")
    public Long getReconnects() {
        return status(SessionStatus::reconnects);
    }

    @ManagedAttribute(
            description = "Times that the slot was missing and was created; earlier changes are not delivered")
    public Long getSlotCreations() {
        return status(SessionStatus::slotCreations);
    }

    @ManagedAttribute(description = "Values delivered as text because they did not decode")
    public Long getUndecodable() {
        return status(SessionStatus::undecodable);
    }

    @ManagedAttribute(description = "Bytes read from the replication stream")
    public Long getReceivedBytes() {
        return status(SessionStatus::receivedBytes);
    }

    @ManagedAttribute(description = "Bytes of transactions in progress that are in files now")
    public Long getSpilledBytes() {
        return status(SessionStatus::spilledBytes);
    }

    @ManagedAttribute(description = "Of the slot, as the server says: reserved, extended, unreserved, lost")
    public String getWalStatus() {
        return status(status -> status.walStatus().orElse(null));
    }

    @ManagedAttribute(description = "The last failure, mended or not")
    public String getLastError() {
        String atStart = startFailure == null ? null : startFailure.getMessage();
        String later =
                status(status -> status.lastFailure().map(Throwable::getMessage).orElse(null));
        return atStart != null ? atStart : later;
    }

    @ManagedAttribute(description = "Exchanges tried again")
    public long getRetries() {
        return run == null ? 0 : run.control().retried();
    }

    @ManagedAttribute(description = "Changes given up and acknowledged by onFailure=skip")
    public long getSkipped() {
        return run == null ? 0 : run.control().skipped();
    }

    @ManagedAttribute(description = "Exchanges that the route has let go of and nobody has completed yet")
    public int getHandedOver() {
        return run == null ? 0 : run.control().handedOver().count();
    }

    /** Goes on by Camel's own operation resume. */
    @ManagedOperation(description = "Start no exchange any more, but keep the connection and the position")
    public void pause() {
        if (isStarted()) {
            suspend();
        }
    }

    /** Null before the first start. */
    private <T> T status(Function<SessionStatus, T> value) {
        SessionStatus status = getSessionStatus();
        return status == null ? null : value.apply(status);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ended = false;
        health.register();
        try {
            OneReader.refuseSecond(this); // before its meters would take the place of the other's
            meters = ConsumerMeters.of(this);
            meters.bind();
            startRun();
            startFailure = null;
            getEndpoint().getComponent().started(this);
        } catch (RuntimeException e) {
            startFailure = e;
            throw e;
        }
    }

    private void startRun() {
        PgWalConfiguration options = getEndpoint().getConfiguration();
        SessionSettings settings = options.toSettings();
        if (options.isPreflight()) {
            StartCheck.run(settings);
        }
        run = new ConsumerRun(this, settings, meters, this::sessionFailed, this::ended, this::slotCreated);
        run.start();
    }

    @Override
    protected void doSuspend() throws Exception {
        run.suspend();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        run.resume();
    }

    @Override
    protected void doStop() throws Exception {
        getEndpoint().getComponent().stopped(this);
        ShutdownStrategy shutdown = getEndpoint().getCamelContext().getShutdownStrategy();
        if (run != null) {
            run.stop(forcedShutdown ? 0 : shutdown.getTimeUnit().toMillis(shutdown.getTimeout()));
        }
        if (!ended) {
            health.unregister(); // else it says why there is no reader, until somebody starts or removes the consumer
        }
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        health.unregister();
        meters.unbind();
        super.doShutdown();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return run == null ? 0 : run.control().inRoute();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        forcedShutdown = forced; // the time for exchanges to complete is over
    }

    private void slotCreated(Lsn start) {
        try {
            CamelContext context = getEndpoint().getCamelContext();
            context.getManagementStrategy().notify(new PgWalSlotCreated(this, getSlot(), start.toString()));
        } catch (Exception e) {
            LOG.warn("A listener of Camel events failed to handle the creation of slot {}", getSlot(), e);
        }
    }

    private void sessionFailed(ReplicationFailure failure) {
        getExceptionHandler().handleException(failure.getMessage(), failure);
    }

    /** Stops the route as failed, from a thread of its own: the stop waits for the session's thread and the lanes. */
    private void ended(ReplicationFailure failure) {
        getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newThread("pgwal-stop-" + getSlot(), RouteMdc.around(this, () -> stopRoute(failure)))
                .start();
    }

    private void stopRoute(ReplicationFailure failure) {
        ended = true;
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
}
