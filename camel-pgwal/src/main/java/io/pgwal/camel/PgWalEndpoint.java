package io.pgwal.camel;

import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.ReplicationFailure;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
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

    /** Worked out when it is asked for first after the start; tracing asks for each exchange. */
    private volatile ConnectionSettings connection;

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
    public PollingConsumer createPollingConsumer() {
        throw new UnsupportedOperationException(
                "pgwal cannot be polled (pollEnrich, poll, ConsumerTemplate): Camel would"
                        + " take each change as completed when it enters the poller's queue, and PostgreSQL would forget it. Use a"
                        + " route: from(\"" + this + "\")"); // which masks secrets
    }

    @Override
    public Producer createProducer() {
        return new PgWalProducer(this);
    }

    public PgWalConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        connection = null;
    }

    /**
     * Hosts, ports and database, without anything secret.
     *
     * @throws ReplicationFailure BAD_SETTING naming the option
     */
    String location() {
        return connection().location();
    }

    private ConnectionSettings connection() {
        ConnectionSettings known = connection;
        if (known == null) {
            known = configuration.toConnection();
            connection = isStarted() ? known : null; // options are set until then
        }
        return known;
    }

    @Override
    public String getServiceUrl() {
        try {
            return location();
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
        Map<String, String> metadata = new HashMap<>();
        metadata.put("slot", configuration.getSlot());
        if (configuration.getPublication() != null) {
            metadata.put("publication", configuration.getPublication());
        }
        try {
            metadata.put("database", connection().database());
        } catch (ReplicationFailure e) {
            return metadata; // as above
        }
        return metadata;
    }
}
