package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
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
    private final FailureReports failures = new FailureReports(this, getExceptionHandler());
    private final SuspensionTimeout timeout = new SuspensionTimeout(this);

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
        return status(status -> ConsumerDetails.known(status.received()));
    }

    @ManagedAttribute(description = "What PostgreSQL may forget")
    public String getConfirmedLsn() {
        return status(status -> ConsumerDetails.known(status.confirmed()));
    }

    @ManagedAttribute(description = "WAL between what is confirmed and the server's end, in bytes; null when not known")
    public Long getLagBytes() {
        return status(ConsumerDetails::lagBytes);
    }

    @ManagedAttribute(
            description = "Age of the oldest transaction received and not completed, in ms; null without a connection")
    public Long getLagMillis() {
        return status(status -> ConsumerDetails.lagMillis(status, Instant.now()));
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

    @ManagedAttribute(description = "The failure that the consumer has not recovered from")
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
        return run == null ? 0 : run.control().skipped().count();
    }

    @ManagedAttribute(description = "Exchanges that the route has let go of and nobody has completed yet")
    public int getHandedOver() {
        return run == null ? 0 : run.control().handedOver().count();
    }

    @ManagedAttribute(description = "The newest 100 of the skipped changes: kind, table, position and event id")
    public String[] getSkippedEvents() {
        return run == null ? new String[0] : run.control().skipped().newest().toArray(String[]::new);
    }

    @ManagedAttribute(description = "The exchange that has been failing for longest: event id, attempt, cause")
    public String getFailing() {
        return run == null || getStatus().isStopped()
                ? null
                : run.control()
                        .failing()
                        .oldest()
                        .map(FailingExchange::toString)
                        .orElse(null);
    }

    @ManagedAttribute(description = "Exchanges that have failed and are to be retried")
    public int getFailingCount() {
        return run == null || getStatus().isStopped()
                ? 0
                : run.control().failing().count();
    }

    @ManagedOperation(
            description = "Skip the failing exchange that holds the change with this event id: acknowledge it without"
                    + " another attempt. Of a batch, only the changes that fail alone are skipped")
    public String skipFailing(String eventId) {
        ConsumerRun running = run;
        String text = running == null || getStatus().isStopped() ? null : running.skipFailing(eventId);
        if (text == null) {
            throw new IllegalArgumentException("No exchange with the event " + eventId + " is failing. "
                    + (getFailing() == null ? "None is failing now" : "Now failing: " + getFailing()));
        }
        return text;
    }

    /** Null when no exchange is failing or hanging for longer than that. */
    String getStuck(Duration patience) {
        return run == null ? null : run.stuck(patience);
    }

    FailureReports failures() {
        return failures;
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
        timeout.suspensionEnds();
        health.register();
        try {
            OneReader.claim(this); // before its meters would take the place of the other's
            meters = ConsumerMeters.of(this);
            meters.bind();
            startRun();
            startFailure = null;
        } catch (RuntimeException e) {
            startFailure = e;
            getEndpoint().getComponent().stopped(this);
            throw e;
        }
    }

    private void startRun() {
        PgWalConfiguration options = getEndpoint().getConfiguration();
        SessionSettings settings = options.toSettings();
        StartCheck.route(this);
        if (options.isPreflight()) {
            StartCheck.run(settings);
        }
        run = new ConsumerRun(
                this, settings, meters, failures::session, this::ended, lsn -> PgWalSlotCreated.tell(this, lsn));
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
    public void suspend() {
        if (!timeout.isLateSuspend()) {
            super.suspend();
        }
    }

    @Override
    public void resume() {
        timeout.suspensionEnds(); // first: once the consumer is not suspended, Camel may suspend it again
        super.resume();
    }

    /** Stays suspended when Camel forces it to stop after suspendRoute timed out. After stopRoute Camel stops it again. */
    @Override
    public void stop() {
        boolean forced = timeout.takeForcedStop();
        if (!forced || !isSuspended() || isContextStopping()) {
            timeout.suspensionEnds();
            super.stop();
        }
    }

    @Override
    public void shutdown() {
        timeout.suspensionEnds();
        super.shutdown();
    }

    private boolean isContextStopping() {
        return getEndpoint().getCamelContext().getStatus().isStopping();
    }

    @Override
    protected void doStop() throws Exception {
        getEndpoint().getComponent().stopped(this);
        if (run != null) {
            run.stop(graceMillis());
        }
        if (!ended) {
            health.unregister(); // else it says why there is no reader, until somebody starts or removes the consumer
        }
        super.doStop();
    }

    /** How long exchanges may take to complete: zero when Camel has waited for them already. */
    private long graceMillis() {
        boolean byCamel = getRouteId() != null || isContextStopping();
        ShutdownStrategy shutdown = getEndpoint().getCamelContext().getShutdownStrategy();
        return byCamel && shutdown.isTimeoutOccurred()
                ? 0
                : shutdown.getTimeUnit().toMillis(shutdown.getTimeout());
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
        // nothing to prepare: Camel suspends the consumer first
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
        failures.end(failure);
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
