package io.pgwal.camel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.pgwal.replication.Kind;
import io.pgwal.replication.SessionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters {@code pgwal.*} of one consumer. All but two read what the consumer knows of itself when somebody looks;
 * the lanes write to the counter of changes and to the timers of stages.
 */
final class MicrometerMeters implements ConsumerMeters {

    /** What is measured of a transaction on its way, in the order in which it passes. */
    enum Stage {
        SERVER("From the commit until the server sent the transaction's first message."),
        NETWORK("From then until it was read here; compares two clocks."),
        QUEUE("From then until the exchange was created: decoding, waiting for the commit, for room and for a lane."),
        ROUTE("From then until the exchange had completed.");

        private final String description;

        Stage(String description) {
            this.description = description;
        }

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }

        String description() {
            return description;
        }
    }

    /** Camel's own name for the registry, as in camel-micrometer. */
    static final String REGISTRY = "metricsRegistry";

    static final String CHANGES = "pgwal.changes";
    static final String LAG = "pgwal.lag";
    /** In place of a relation, for what is about none. A table's name has a dot in it. */
    static final String NO_RELATION = "none";

    private static final Logger LOG = LoggerFactory.getLogger(MicrometerMeters.class);

    private final MeterRegistry registry;
    private final PgWalConsumer consumer;
    private final Tags tags;
    private final List<Meter> bound = new ArrayList<>();

    private MicrometerMeters(MeterRegistry registry, PgWalConsumer consumer) {
        this.registry = registry;
        this.consumer = consumer;
        this.tags = Tags.of(
                "camelContext", consumer.getEndpoint().getCamelContext().getName(),
                "route", consumer.getRouteId() == null ? "none" : consumer.getRouteId(),
                "slot", consumer.getEndpoint().getConfiguration().getSlot());
    }

    /** Looks for the registry as camel-micrometer does: by its name, or the only one there is. */
    static ConsumerMeters of(PgWalConsumer consumer) {
        Registry beans = consumer.getEndpoint().getCamelContext().getRegistry();
        MeterRegistry named = beans.lookupByNameAndType(REGISTRY, MeterRegistry.class);
        if (named != null) {
            return new MicrometerMeters(named, consumer);
        }
        Set<MeterRegistry> all = beans.findByType(MeterRegistry.class);
        if (all.size() > 1) {
            LOG.warn(
                    "Nothing is measured of {}: there are {} meter registries, and none is named {}",
                    consumer.getEndpoint(),
                    all.size(),
                    REGISTRY);
        }
        return all.size() == 1 ? new MicrometerMeters(all.iterator().next(), consumer) : NONE;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public LaneMeter lane() {
        return new MicrometerLane(this);
    }

    @Override
    public void bind() {
        counter("pgwal.bytes", "bytes", "Read from the replication stream.", SessionStatus::receivedBytes);
        counter("pgwal.reconnects", null, "Connections lost, and attempts that failed.", SessionStatus::reconnects);
        counter(
                "pgwal.slot.creations",
                null,
                "Times that the slot was missing and was created; earlier changes are not delivered.",
                SessionStatus::slotCreations);
        counter("pgwal.undecodable", null, "Values delivered as text, undecoded.", SessionStatus::undecodable);
        count("pgwal.retries", null, "Exchanges tried again by onFailure=retry.", PgWalConsumer::getRetries);
        count("pgwal.skipped", null, "Changes given up by onFailure=skip.", PgWalConsumer::getSkipped);
        bindGauges();
        for (SessionStatus.State state : SessionStatus.State.values()) {
            state(state);
        }
    }

    private void bindGauges() {
        gauge("pgwal.inflight", null, "Changes handed over and not completed.", status(SessionStatus::inFlight));
        gauge(
                "pgwal.handedover",
                null,
                "Exchanges that the route has let go of and nobody has completed yet.",
                PgWalConsumer::getHandedOver);
        gauge(
                "pgwal.lag.bytes",
                "bytes",
                "WAL between what is confirmed and the server's end, of other databases too. NaN when it is not known.",
                one -> number(one, ConsumerDetails::lagBytes));
        gauge(
                "pgwal.spilled.bytes",
                "bytes",
                "Of transactions in progress, in files now.",
                status(SessionStatus::spilledBytes));
        gauge(
                "pgwal.failing",
                null,
                "Exchanges that have failed and are to be retried.",
                PgWalConsumer::getFailingCount);
        TimeGauge.Builder<PgWalConsumer> oldest = TimeGauge.builder(
                        "pgwal.lag.oldest",
                        consumer,
                        TimeUnit.MILLISECONDS,
                        one -> number(one, status -> ConsumerDetails.lagMillis(status, Instant.now())))
                .description(
                        "Age of the oldest transaction received and not completed; compares two clocks. NaN without a connection.")
                .tags(tags);
        renew(() -> oldest.register(registry));
    }

    private void state(SessionStatus.State state) {
        Gauge.Builder<PgWalConsumer> gauge = Gauge.builder("pgwal.state", consumer, one -> {
                    SessionStatus status = one.getSessionStatus();
                    return status != null && status.state() == state ? 1 : 0;
                })
                .description("1 for the state that the session is in, 0 for the others.")
                .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)));
        renew(() -> gauge.register(registry));
    }

    /** Micrometer gives out the first of a name and tags again, and that one looks at the consumer of an earlier start. */
    private void renew(Supplier<Meter> registration) {
        registry.remove(registration.get());
        bound.add(registration.get());
    }

    private void counter(String name, String unit, String description, ToLongFunction<SessionStatus> of) {
        ToDoubleFunction<PgWalConsumer> value = one -> {
            SessionStatus status = one.getSessionStatus();
            return status == null ? 0 : of.applyAsLong(status);
        };
        count(name, unit, description, value);
    }

    private void count(String name, String unit, String description, ToDoubleFunction<PgWalConsumer> value) {
        FunctionCounter.Builder<PgWalConsumer> counter = FunctionCounter.builder(name, consumer, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags);
        renew(() -> counter.register(registry));
    }

    private void gauge(String name, String unit, String description, ToDoubleFunction<PgWalConsumer> value) {
        Gauge.Builder<PgWalConsumer> gauge = Gauge.builder(name, consumer, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags);
        renew(() -> gauge.register(registry));
    }

    /** Not a number before the first start. */
    private static ToDoubleFunction<PgWalConsumer> status(ToLongFunction<SessionStatus> of) {
        return one -> {
            SessionStatus status = one.getSessionStatus();
            return status == null ? Double.NaN : of.applyAsLong(status);
        };
    }

    /** Not a number when it is not known. */
    private static double number(PgWalConsumer consumer, Function<SessionStatus, Long> of) {
        SessionStatus status = consumer.getSessionStatus();
        Long value = status == null ? null : of.apply(status);
        return value == null ? Double.NaN : value;
    }

    @Override
    public void unbind() {
        bound.forEach(registry::remove);
        bound.clear();
        // those that lanes write to are no consumer's own: they outlive it when its route is started again
        registry.find(CHANGES).tags(tags).meters().forEach(registry::remove);
        registry.find(LAG).tags(tags).meters().forEach(registry::remove);
    }

    /** Any thread. */
    Counter changes(Kind kind, String relation) {
        return Counter.builder(CHANGES)
                .description(
                        "Handed to the route, once however often tried; anew when it comes again after a reconnect.")
                .tags(tags.and("kind", kind.name().toLowerCase(Locale.ROOT), "relation", relation))
                .register(registry);
    }

    /** Any thread. */
    Timer lag(Stage stage) {
        return Timer.builder(LAG)
                .description("How long the first exchange of a transaction took, stage by stage.")
                .tags(tags.and("stage", stage.tag()))
                .register(registry);
    }
}
