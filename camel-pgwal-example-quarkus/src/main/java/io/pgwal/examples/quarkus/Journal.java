package io.pgwal.examples.quarkus;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Where the route takes what it reads. */
@Singleton
@Named("journal")
public class Journal implements Processor {

    private final BlockingQueue<String> entries = new LinkedBlockingQueue<>();

    @Override
    public void process(Exchange exchange) {
        Message change = exchange.getMessage();
        Map<?, ?> row = change.getBody(Map.class);
        entries.add(change.getHeader("CamelPgWalKind") + " " + row.get("id"));
    }

    /** @return null when nothing comes for so long */
    String next(Duration longest) throws InterruptedException {
        return entries.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    }
}
