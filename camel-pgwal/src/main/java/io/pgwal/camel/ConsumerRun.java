package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SessionStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a consumer, from its start to its stop: the session, the lanes into the route, and their threads. */
final class ConsumerRun {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerRun.class);

    private final PgWalConsumer consumer;
    private final Consumer<ReplicationFailure> onEnd;
    private final LaneControl control = new LaneControl(this::gaveUp);
    private final List<Lane> lanes;
    private final ExchangeDispatcher dispatcher;
    private final ReplicationSession session;
    private ExecutorService executor;

    /**
     * @param onFailure of the session, which goes on
     * @param onEnd     of the run, which is to be stopped; not from a thread that the stop waits for
     * @param onSlotCreated takes the position of a slot that was missing and has been created
     */
    ConsumerRun(
            PgWalConsumer consumer,
            SessionSettings settings,
            ConsumerMeters meters,
            Consumer<ReplicationFailure> onFailure,
            Consumer<ReplicationFailure> onEnd,
            Consumer<Lsn> onSlotCreated) {
        this.consumer = consumer;
        this.onEnd = onEnd;
        PgWalConfiguration options = consumer.getEndpoint().getConfiguration();
        Source source = new Source(settings.connection().database(), options.getSlot());
        this.lanes = Stream.generate(() -> new Lane(
                        control,
                        new RouteExchanges(consumer, source),
                        SettingsFromOptions.failurePolicy(options),
                        SettingsFromOptions.batching(options),
                        meters.lane()))
                .limit(options.getConcurrentConsumers())
                .toList();
        this.dispatcher = new ExchangeDispatcher(
                control,
                lanes,
                new LaneRouter(SettingsFromOptions.ordering(options), lanes.size()),
                SettingsFromOptions.transactionSize(options),
                meters.isOn(),
                onFailure,
                onEnd,
                onSlotCreated);
        this.session = new ReplicationSession(settings, dispatcher);
    }

    /** @throws ReplicationFailure when trying again cannot help; then nothing runs */
    void start() {
        String name = "pgwal-" + consumer.getSlot();
        executor = threads().newFixedThreadPool(consumer, name + "-lane", lanes.size());
        lanes.forEach(executor::execute);
        try {
            session.start(work -> threads().newThread(name, RouteMdc.around(consumer, work)));
        } catch (RuntimeException e) {
            stop(0);
            throw e;
        }
    }

    void suspend() {
        dispatcher.suspend();
        session.pause();
    }

    void resume() {
        dispatcher.resume();
        session.resume();
    }

    /** @param millis how long exchanges that are in the route may take to complete */
    void stop(long millis) {
        if (!dispatcher.drain(millis)) {
            LOG.warn(
                    "{} exchanges of {} have not completed; they are redelivered at the next start",
                    control.inRoute(),
                    consumer.getEndpoint());
        }
        session.stop(Duration.ZERO); // what is out by now has completed, or will not
        threads().shutdownNow(executor);
    }

    SessionStatus status() {
        return session.status();
    }

    LaneControl control() {
        return control;
    }

    /** @return what is skipped; null when no exchange with this event is failing */
    String skipFailing(String eventId) {
        FailingExchange failing = control.failing().of(eventId).orElse(null);
        if (failing == null) {
            return null;
        }
        failing.skip();
        lanes.forEach(Lane::wake);
        return "To be skipped: " + failing;
    }

    /** Why the route is not as it should be, although the session is: null when no exchange takes longer than that. */
    String stuck(Duration patience) {
        return new StuckExchanges(control, lanes).beyond(patience);
    }

    private ExecutorServiceManager threads() {
        return consumer.getEndpoint().getCamelContext().getExecutorServiceManager();
    }

    private void gaveUp(String what, Throwable cause) {
        onEnd.accept(new ReplicationFailure(
                ReplicationFailure.Kind.DELIVERY_FAILED,
                what,
                "The route stops; the change was not acknowledged and comes first when it starts again",
                cause));
    }
}
