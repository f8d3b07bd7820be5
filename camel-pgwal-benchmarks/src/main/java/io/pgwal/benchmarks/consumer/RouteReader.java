package io.pgwal.benchmarks.consumer;

import io.pgwal.replication.Change;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;

/**
 * A route of the component. Options are the endpoint's, and besides: {@code read} (see {@link RowReading}), {@code
 * headers=read} (every header is looked at), {@code pooled=true}, {@code work=1ms} (what the route takes for an exchange).
 */
public final class RouteReader extends CamelReader {

    private final String usualRead;
    private RowReading rows;
    private boolean readsHeaders;
    private long work;
    private Tally tally;

    public RouteReader(String usualRead) {
        this.usualRead = usualRead;
    }

    @Override
    void configure(DefaultCamelContext context, Source source, Map<String, String> options, Tally itsTally) {
        tally = itsTally;
        rows = new RowReading(remove(options, "read", usualRead), source, tally);
        readsHeaders = remove(options, "headers", "there").equals("read");
        work = Millis.nanos("work", remove(options, "work", "0ms"));
        if (Boolean.parseBoolean(remove(options, "pooled", "false"))) {
            context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
    }

    @Override
    String endpoint(Source source) {
        return "pgwal:" + source.slot();
    }

    @Override
    Map<String, String> usualOptions(Source source) {
        return Map.of("createSlot", "false", "publication", source.publication(), "url", source.url());
    }

    @Override
    void take(Exchange exchange) {
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
}
