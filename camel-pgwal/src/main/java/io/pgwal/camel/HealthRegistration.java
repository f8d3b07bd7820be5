package io.pgwal.camel;

import org.apache.camel.health.HealthCheckRegistry;

/**
 * Puts a consumer's health check where Camel finds it: the checks of routes ask their consumers. A consumer without a
 * route of its own, such as one of the master component, is not found that way, so its check stands in the registry.
 */
final class HealthRegistration {

    private final PgWalConsumer consumer;
    private PgWalHealthCheck inRegistry;

    HealthRegistration(PgWalConsumer consumer) {
        this.consumer = consumer;
    }

    void register() {
        unregister();
        PgWalEndpoint endpoint = consumer.getEndpoint();
        boolean alone = consumer.getRouteId() == null;
        String name = alone ? endpoint.getConfiguration().getSlot() : consumer.getRouteId();
        PgWalHealthCheck check = new PgWalHealthCheck(consumer, "consumer:pgwal-" + name);
        check.setCamelContext(endpoint.getCamelContext());
        check.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
        consumer.setHealthCheck(check);
        HealthCheckRegistry registry = HealthCheckRegistry.get(endpoint.getCamelContext());
        if (alone && registry != null && registry.register(check)) {
            inRegistry = check;
        }
    }

    /** A check of a route stays with its consumer, and tells why it has stopped. */
    void unregister() {
        if (inRegistry != null) {
            HealthCheckRegistry.get(consumer.getEndpoint().getCamelContext()).unregister(inRegistry);
            inRegistry = null;
        }
    }
}
