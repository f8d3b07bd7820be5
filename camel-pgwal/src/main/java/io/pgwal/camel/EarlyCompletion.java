package io.pgwal.camel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.config.StreamResequencerConfig;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.RecoverableAggregationRepository;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.EndpointHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the steps of a route, and of the direct and seda routes behind it, that let an exchange complete before its work
 * is done: its changes are acknowledged then, and a stop or a crash loses them. Needs camel-core-model, which is there
 * wherever routes are defined.
 */
final class EarlyCompletion {

    /** Of its own, so that a level silences it. */
    private static final Logger LOG = LoggerFactory.getLogger(EarlyCompletion.class);

    private final CamelContext context;
    private final List<String> found = new ArrayList<>();
    private final Set<String> examined = new HashSet<>();

    private EarlyCompletion(CamelContext context) {
        this.context = context;
    }

    /** Warns once for each such step. @param route may be null: then nothing is known of the steps */
    static void warn(CamelContext context, Object route) {
        if (route instanceof RouteDefinition definition) {
            of(context, definition).forEach(LOG::warn);
        }
    }

    /** A sentence for each such step, with the remedy. */
    static List<String> of(CamelContext context, RouteDefinition route) {
        EarlyCompletion examination = new EarlyCompletion(context);
        examination.route(route);
        return List.copyOf(examination.found);
    }

    private void route(RouteDefinition route) {
        if (examined.add(route.getRouteId())) {
            steps(route, route.getOutputs(), false);
        }
    }

    /** @param copied the steps get copies, whose completion nobody waits for */
    private void steps(RouteDefinition route, List<ProcessorDefinition<?>> steps, boolean copied) {
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof AggregateDefinition aggregate) {
                aggregate(route, aggregate);
            } else if (step instanceof ResequenceDefinition resequence && isStream(resequence)) {
                found(route, step, "what it holds is lost when the route stops or crashes", "Use resequence().batch()");
            } else if (step instanceof WireTapDefinition) {
                found(
                        route,
                        step,
                        "its copies are lost when the route stops or crashes",
                        "Use multicast() where the copy must arrive");
            } else if (step instanceof ToDefinition to) {
                to(route, to, copied);
            }
            if (!(step instanceof AggregateDefinition)) { // what follows an aggregate is behind the finding
                steps(
                        route,
                        step.getOutputs(),
                        copied || step instanceof MulticastDefinition || step instanceof SplitDefinition);
            }
        }
    }

    private void aggregate(RouteDefinition route, AggregateDefinition aggregate) {
        AggregationRepository repository = aggregate.getAggregationRepositoryBean();
        if (repository == null && aggregate.getAggregationRepository() != null) {
            repository = repository(text(aggregate.getAggregationRepository()));
        }
        if (repository instanceof RecoverableAggregationRepository) {
            return;
        }
        boolean completes = is(aggregate.getForceCompletionOnStop());
        found(
                route,
                aggregate,
                "what it holds is lost when the route " + (completes ? "crashes" : "stops or crashes"),
                "Use manualAck=true and acknowledge the group's exchanges when it is processed, or a persistent"
                        + " aggregationRepository, or exchangePer=batch in place of the step");
    }

    /** Resolves a name as Camel does, with or without the leading #. Returns null if the registry has no such repository. */
    private AggregationRepository repository(String name) {
        return EndpointHelper.isReferenceParameter(name)
                ? EndpointHelper.resolveReferenceParameter(context, name, AggregationRepository.class, false)
                : CamelContextHelper.lookup(context, name, AggregationRepository.class);
    }

    private static boolean isStream(ResequenceDefinition resequence) {
        return resequence.getStreamConfig() != null
                || resequence.getResequencerConfig() instanceof StreamResequencerConfig;
    }

    private void to(RouteDefinition route, ToDefinition to, boolean copied) {
        String uri = text(
                to.getUri() == null && to.getEndpoint() != null
                        ? to.getEndpoint().getEndpointUri()
                        : to.getUri());
        if (uri == null) {
            return;
        }
        boolean queue = uri.startsWith("seda:");
        if (queue && copied && !uri.contains("waitForTaskToComplete=Always")) {
            found(
                    route,
                    to,
                    "what is in the queue is lost when the route stops or crashes",
                    "Add waitForTaskToComplete=Always, or use direct");
        }
        if (queue && uri.contains("discardWhenFull=true")) {
            found.add("Route " + route.getRouteId() + " never acknowledges a change that its step " + name(to)
                    + " discards: the slot's position stays before it. Remove discardWhenFull");
        }
        if (queue || uri.startsWith("direct:")) {
            follow(uri);
        }
    }

    private void follow(String uri) {
        String target = path(uri);
        for (RouteDefinition other :
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions()) {
            String from =
                    other.getInput() == null ? null : text(other.getInput().getEndpointUri());
            if (from != null && path(from).equals(target)) {
                route(other);
            }
        }
    }

    /** Without options, and in one of the two ways to write it. */
    private static String path(String uri) {
        return uri.replaceFirst("\\?.*", "").replace("://", ":");
    }

    private boolean is(String value) {
        return Boolean.parseBoolean(text(value));
    }

    private String text(String value) {
        return value == null ? null : context.resolvePropertyPlaceholders(value);
    }

    private void found(RouteDefinition route, ProcessorDefinition<?> step, String lost, String remedy) {
        found.add("Route " + route.getRouteId() + " acknowledges changes before its step " + name(step)
                + " has processed them: " + lost + ". " + remedy);
    }

    private static String name(ProcessorDefinition<?> step) {
        return step.getId() == null ? step.getShortName() : step.getShortName() + " (" + step.getId() + ")";
    }
}
