package io.pgwal.camel;

import io.pgwal.camel.transform.PgWalContextPlugin;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.PropertiesHelper;

/** The scheme {@code pgwal}. Every option of an endpoint can be set here for all of them. */
@Component("pgwal")
public class PgWalComponent extends HealthCheckComponent {

    private static final String DRIVER = "driver.";

    @Metadata(description = "Options for all endpoints of this component.")
    private PgWalConfiguration configuration = new PgWalConfiguration();

    private final Set<PgWalConsumer> consumers = ConcurrentHashMap.newKeySet();

    /** Those that have started and not stopped, of all endpoints of this component, with a route of their own or not. */
    public Set<PgWalConsumer> consumers() {
        return Set.copyOf(consumers);
    }

    void started(PgWalConsumer consumer) {
        consumers.add(consumer);
    }

    void stopped(PgWalConsumer consumer) {
        consumers.remove(consumer);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        new PgWalContextPlugin().load(getCamelContext());
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        PgWalConfiguration own = configuration.copy();
        own.setSlot(remaining);
        if (parameters.containsKey("url")) {
            own.forgetAddress(); // of the component: an endpoint's url is a whole address
        }
        Map<String, Object> driver = PropertiesHelper.extractProperties(parameters, DRIVER);
        own.addDriver(driver);
        PgWalEndpoint endpoint = new PgWalEndpoint(uri, this, own);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** By name alone: what was meant for an option that takes a secret is not shown. */
    @Override
    protected void validateParameters(String uri, Map<String, Object> parameters, String optionPrefix) {
        if (!parameters.isEmpty()) {
            throw SettingsFromOptions.bad(String.join(", ", new TreeSet<>(parameters.keySet())), "does not exist");
        }
    }

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return StrictConfigurer.of(super.getComponentPropertyConfigurer());
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return StrictConfigurer.of(super.getEndpointPropertyConfigurer());
    }

    public PgWalConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(PgWalConfiguration configuration) {
        this.configuration = configuration;
    }
}
