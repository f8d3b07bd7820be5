package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.camel.ChangeHeaders;
import io.pgwal.camel.Source;
import io.pgwal.replication.Change;
import io.pgwal.replication.Transaction;
import io.pgwal.values.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guide's unit test of a route, run. */
class RouteUnitTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_route_is_tested_with_built_rows_and_changes() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:orders")
                        .filter(simple("${header.CamelPgWalKind} == 'INSERT'"))
                        .process(exchange -> seen.add(exchange.getMessage().getHeader("CamelPgWalKey") + " "
                                + simple("${body[total]}").evaluate(exchange, String.class)));
                from("direct:batch")
                        .split(body())
                        .process(exchange -> seen.add(
                                simple("${body[CamelPgWalKind]} ${body[id]}").evaluate(exchange, String.class)));
            }
        });
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        Row row = Row.builder("public.orders")
                .key("id", 1)
                .column("total", new BigDecimal("9.90"))
                .column("doc", "jsonb", "{\"a\": 1}")
                .unchanged("big")
                .build();
        List<Change> changes =
                Transaction.builder().insert(row).delete(row.key()).build();
        template.sendBodyAndHeaders("direct:orders", row, ChangeHeaders.of(changes.get(0), new Source("shop", "slot")));
        template.sendBody("direct:batch", changes);
        assertThat(seen).containsExactly("{id=1} 9.90", "INSERT 1", "DELETE 1");
    }
}
