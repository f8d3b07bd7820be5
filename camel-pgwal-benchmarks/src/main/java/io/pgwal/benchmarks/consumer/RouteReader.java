package io.pgwal.benchmarks.consumer;

import io.pgwal.replication.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;

/**
 * A route of the component. Options are the endpoint's, and besides: {@code read} (see {@link RowReading}), {@code
 * headers=read} (every header is looked at), {@code pooled=true}, {@code work=1ms} (what the route takes for an exchange).
 */
public final class RouteReader implements Reader {

    private final String usualRead;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private RowReading rows;
    private boolean readsHeaders;
    private long work;
    private Tally tally;

    public RouteReader(String usualRead) {
        this.usualRead = usualRead;
    }

    @Override
    public void prepare(Source source, Tally itsTally) throws Exception {
        tally = itsTally;
        Map<String, String> options = new HashMap<>(source.spec().options());
        rows = new RowReading(remove(options, "read", usualRead), source, tally);
        readsHeaders = remove(options, "headers", "there").equals("read");
        work = nanos(remove(options, "work", "0ms"));
        if (Boolean.parseBoolean(remove(options, "pooled", "false"))) {
            context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
        StringBuilder uri = new StringBuilder("pgwal:" + source.slot() + "?createSlot=false&publication="
                + source.publication() + "&url=RAW(" + source.url() + ")");
        options.forEach(
                (name, value) -> uri.append('&').append(name).append('=').append(value));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri.toString()).routeId("read").autoStartup(false).process(RouteReader.this::take);
            }
        });
        context.start();
    }

    @Override
    public void start(Source source, Tally itsTally) throws Exception {
        context.getRouteController().startRoute("read");
    }

    private void take(Exchange exchange) {
        if (readsHeaders) {
            rows.values(exchange.getMessage().getHeaders());
        }
        Object body = exchange.getMessage().getBody();
        int changes = 1;
        if (body instanceof List<?> list) {
            for (Object change : list) {
                rows.read(((Change.RowChange) change).row());
            }
            changes = list.size();
        } else {
            @SuppressWarnings("unchecked") // as README.md says of the body
            Map<String, Object> row = (Map<String, Object>) body;
            rows.read(row);
        }
        if (work > 0) {
            long until = System.nanoTime() + work;
            for (long left = work; left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        tally.count(changes);
    }

    private static String remove(Map<String, String> options, String name, String otherwise) {
        String value = options.remove(name);
        return value == null ? otherwise : value;
    }

    private static long nanos(String duration) {
        if (!duration.matches("\\d+ms")) {
            throw new IllegalArgumentException("work=" + duration + ": it is written as 1ms");
        }
        return Duration.ofMillis(Long.parseLong(duration.substring(0, duration.length() - 2)))
                .toNanos();
    }

    @Override
    public void close() {
        context.stop();
    }
}
