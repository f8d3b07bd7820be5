package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The running consumers of this CamelContext that a producer's endpoint means. */
final class RunningConsumers {

    private final PgWalEndpoint endpoint;

    RunningConsumers(PgWalEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Those of the slot; when consumers of one name run on several servers, those of the endpoint's server, else the
     * endpoint need not say which server it is.
     */
    List<PgWalConsumer> ofSlot() {
        List<PgWalConsumer> ofName = endpoint.getComponent().consumers().stream()
                .filter(consumer -> slot(consumer).equals(slot(endpoint)))
                .toList();
        Set<String> locations = ofName.stream()
                .map(consumer -> location(consumer.getEndpoint()))
                .collect(Collectors.toCollection(TreeSet::new));
        return locations.size() < 2
                ? ofName
                : ofName.stream().filter(this::isOfSameServer).toList();
    }

    /** As {@link #ofSlot()}, of the endpoint's server in any case. */
    List<PgWalConsumer> ofSlotAndServer() {
        return ofSlot().stream().filter(this::isOfSameServer).toList();
    }

    /** @throws ReplicationFailure NO_CONSUMER */
    List<PgWalConsumer> some() {
        List<PgWalConsumer> found = ofSlot();
        if (!found.isEmpty()) {
            return found;
        }
        String running = endpoint.getComponent().consumers().stream()
                .map(consumer -> slot(consumer) + " of " + location(consumer.getEndpoint()))
                .sorted()
                .collect(Collectors.joining(", "));
        throw new ReplicationFailure(
                ReplicationFailure.Kind.NO_CONSUMER,
                "No running consumer of this CamelContext reads the slot " + slot(endpoint)
                        + (running.isEmpty() ? "" : "; what is read here: " + running),
                "Check the slot's name, and that the route with its consumer is started and of the same component; a"
                        + " consumer of another process is paused there",
                null);
    }

    private boolean isOfSameServer(PgWalConsumer consumer) {
        return location(consumer.getEndpoint()).equals(location(endpoint));
    }

    private static String slot(PgWalConsumer consumer) {
        return slot(consumer.getEndpoint());
    }

    private static String slot(PgWalEndpoint endpoint) {
        return endpoint.getConfiguration().getSlot();
    }

    private static String location(PgWalEndpoint endpoint) {
        return endpoint.getConfiguration().toConnection().location();
    }
}
