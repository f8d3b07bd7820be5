package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;

/** A slot has one reader: of two routes on one slot the second would wait for ever, as a standby of the first. */
final class OneReader {

    private OneReader() {}

    /**
     * Registers a consumer that starts with its component, of two at the same moment only one.
     *
     * @throws ReplicationFailure BAD_SETTING naming the other
     */
    static void claim(PgWalConsumer starting) {
        PgWalComponent component = starting.getEndpoint().getComponent();
        synchronized (component) {
            refuseSecond(starting);
            component.started(starting);
        }
    }

    private static void refuseSecond(PgWalConsumer starting) {
        PgWalEndpoint endpoint = starting.getEndpoint();
        String slot = endpoint.getConfiguration().getSlot();
        String location = endpoint.location();
        for (PgWalConsumer other : endpoint.getComponent().consumers()) {
            if (other.getEndpoint().getConfiguration().getSlot().equals(slot)
                    && other.getEndpoint().location().equals(location)) {
                String reader = other.getRouteId() == null ? "another consumer" : "the route " + other.getRouteId();
                throw new ReplicationFailure(
                        ReplicationFailure.Kind.BAD_SETTING,
                        "The slot " + slot + " of " + location + " is read by " + reader
                                + " of this CamelContext, and a slot has one reader",
                        "Give this route a slot of its own, or let one route read and pass the changes on, such as to"
                                + " direct or seda endpoints",
                        null);
            }
        }
    }
}
