package io.pgwal.docs;

import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Builds the routes of a snippet in a context of their own, without starting them: endpoints are resolved, expressions
 * are parsed. Runs in a class loader that has what a page names and nothing else, so it may use Camel's core alone.
 *
 * <p>Arguments: {@code resource}, the location of a route file, or {@code class}, the name of a route builder; and
 * {@code standIns}, schemes of components that the tests do not have, separated by commas; {@code clusterService}, whether
 * to add one if the class path has it. The answer is the number of routes.
 */
public final class RouteLoading implements Function<Map<String, String>, Integer> {

    @Override
    public Integer apply(Map<String, String> arguments) {
        CamelContext context = new DefaultCamelContext(false);
        // else Camel looks for plugins by the loader of the thread that made its classes known
        context.setApplicationContextClassLoader(Thread.currentThread().getContextClassLoader());
        try {
            context.build();
            context.setAutoStartup(false);
            context.getPropertiesComponent().addPropertiesFunction(new AnyVariable());
            context.getRegistry().bind("shop", new PGSimpleDataSource());
            context.getRegistry().bind("repository", new MemoryIdempotentRepository());
            context.getRegistry().bind("transacted", TransactedPolicy.class, new NoTransaction());
            for (String scheme : arguments.get("standIns").split(",")) {
                if (!scheme.isEmpty()) {
                    context.addComponent(scheme, new StandIn());
                }
            }
            if (Boolean.parseBoolean(arguments.get("clusterService"))) {
                addClusterService(context);
            }
            if (arguments.containsKey("class")) {
                context.addRoutes((RoutesBuilder) Class.forName(
                                arguments.get("class"),
                                true,
                                Thread.currentThread().getContextClassLoader())
                        .getDeclaredConstructor()
                        .newInstance());
            } else {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.resolveMandatoryResource(context, arguments.get("resource")));
            }
            context.start();
            return context.getRoutes().size();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            context.stop();
        }
    }

    private static void addClusterService(CamelContext context) throws Exception {
        Class<?> service = context.getClassResolver()
                .resolveClass("org.apache.camel.component.file.cluster.FileLockClusterService");
        if (service != null) {
            context.addService(service.getDeclaredConstructor().newInstance());
        }
    }

    /** Whatever a snippet takes from the environment is there. */
    private static final class AnyVariable implements PropertiesFunction {
        @Override
        public String getName() {
            return "env";
        }

        @Override
        public String apply(String variable) {
            return variable;
        }
    }

    private static final class NoTransaction implements TransactedPolicy {
        @Override
        public void beforeWrap(org.apache.camel.Route route, org.apache.camel.NamedNode definition) {}

        @Override
        public Processor wrap(org.apache.camel.Route route, Processor processor) {
            return new DelegateAsyncProcessor(processor);
        }
    }

    /** In place of a component that is not ours; its URIs are held to Camel's catalog elsewhere. */
    private static final class StandIn extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultAsyncProducer(this) {
                        @Override
                        public boolean process(
                                org.apache.camel.Exchange exchange, org.apache.camel.AsyncCallback done) {
                            throw new UnsupportedOperationException("routes of snippets are built, not run");
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor);
                }
            };
        }
    }
}
