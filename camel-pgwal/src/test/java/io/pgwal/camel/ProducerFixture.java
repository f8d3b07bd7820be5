package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.testing.PgServer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Sends to {@code pgwal} as a route does, and a route {@code r} that reads the slot when it is started. */
abstract class ProducerFixture extends RouteFixture {

    ProducerFixture(PgServer server) {
        super(server);
    }

    /** Reads messages too. */
    void consume(String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                String[] all = java.util.Arrays.copyOf(options, options.length + 1);
                all[options.length] = "messages=true";
                from(uri(all)).routeId("r").process(ProducerFixture.this::see);
            }
        });
    }

    Exchange send(Object body, Map<String, Object> headers, String... options) {
        context.start();
        return context.createFluentProducerTemplate()
                .withBody(body)
                .withHeaders(headers)
                .to(uri(options))
                .send();
    }

    Exchange send(Object body, String... options) {
        return send(body, Map.of(), options);
    }

    static ReplicationFailure failure(Exchange exchange) {
        return exchange.getException(ReplicationFailure.class);
    }

    Map<?, ?> answer(Object body, String... options) throws Exception {
        Exchange exchange = send(body, options);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getMessage().getBody(Map.class);
    }
}
