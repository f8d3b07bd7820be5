package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Turn every committed change of a PostgreSQL database into an exchange, and acknowledge it to PostgreSQL only when the
 * exchange has completed. As a producer: write logical messages (an outbox without a table), and look after a slot.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "pgwal",
        title = "PostgreSQL WAL",
        syntax = "pgwal:slot",
        category = {Category.DATABASE},
        headersClass = PgWalConstants.class)
public class PgWalEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

    @UriParam
    private final PgWalConfiguration configuration;

    public PgWalEndpoint(String uri, PgWalComponent component, PgWalConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public PgWalComponent getComponent() {
        return (PgWalComponent) super.getComponent();
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        PgWalConsumer consumer = new PgWalConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        return new PgWalProducer(this);
    }

    public PgWalConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public String getServiceUrl() {
        try {
            return configuration.toConnection().location();
        } catch (ReplicationFailure e) {
            return null; // Camel's "not known"; the consumer's start says what is wrong
        }
    }

    @Override
    public String getServiceProtocol() {
        return "postgresql";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        String publication = configuration.getPublication();
        return publication == null
                ? Map.of("slot", configuration.getSlot())
                : Map.of("slot", configuration.getSlot(), "publication", publication);
    }
}
