package io.pgwal.benchmarks.consumer;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A route with one processor, that reads and counts. The context is up before the clock runs; the route starts then. */
abstract class CamelReader implements Reader {

    private static final String ROUTE = "read";

    private final DefaultCamelContext context = new DefaultCamelContext();

    /** Takes what is not the endpoint's out of the options. */
    abstract void configure(DefaultCamelContext itsContext, Source source, Map<String, String> options, Tally tally);

    /** Scheme and path. */
    abstract String endpoint(Source source);

    /** What an endpoint is told unless the command line tells it otherwise. */
    abstract Map<String, String> usualOptions(Source source);

    abstract void take(Exchange exchange);

    @Override
    public final void prepare(Source source, Tally tally) throws Exception {
        Map<String, String> own = new HashMap<>(source.spec().options());
        configure(context, source, own, tally);
        Map<String, String> options = new TreeMap<>(usualOptions(source));
        options.putAll(own);
        String uri = options.entrySet().stream()
                .map(option -> option.getKey() + "=RAW(" + option.getValue() + ")")
                .collect(Collectors.joining("&", endpoint(source) + "?", ""));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(ROUTE).autoStartup(false).process(CamelReader.this::take);
            }
        });
        context.start();
    }

    @Override
    public final void start(Source source, Tally tally) throws Exception {
        context.getRouteController().startRoute(ROUTE);
    }

    @Override
    public final void close() {
        context.stop();
    }

    static String remove(Map<String, String> options, String name, String otherwise) {
        String value = options.remove(name);
        return value == null ? otherwise : value;
    }
}
