package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.CapturedLog;
import io.pgwal.testing.PgServers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy;
import org.junit.jupiter.api.Test;

/** What a stop does to changes that an aggregate holds. It is Camel's behaviour, so one server is enough. */
class EarlyCompletionIT extends RouteFixture {

    private final List<Object> delivered = new CopyOnWriteArrayList<>();

    EarlyCompletionIT() {
        super(PgServers.newest());
    }

    @Test
    void a_route_with_an_aggregate_warns_at_its_start() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            aggregate(false, this::deliver);
            log.keepAs("aggregate-start");
            assertThat(log.lines("acknowledges changes before"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "aggregate", "manualAck=true");
        }
    }

    @Test
    void manual_acknowledgement_loses_nothing_that_an_aggregate_holds() throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        try (CapturedLog log = new CapturedLog()) {
            aggregate(false, this::deliverAndAcknowledge, "manualAck=true");
            assertThat(log.lines("acknowledges changes before")).isEmpty();
        }
        database.sql("INSERT INTO t SELECT generate_series(1, 7)");
        awaitSeen(7);
        await().until(() -> delivered.size() == 5);
        context.getRouteController().stopRoute("r");
        context.getRouteController().startRoute("r");
        await().until(() -> delivered.containsAll(List.of(1, 2, 3, 4, 5, 6, 7)));
    }

    @Test
    void completion_on_stop_delivers_what_an_aggregate_holds() throws Exception {
        aggregate(true, this::deliver);
        database.sql("INSERT INTO t SELECT generate_series(1, 7)");
        awaitSeen(7);
        context.getRouteController().stopRoute("r");
        assertThat(delivered).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    /** What the warning says of seda behind a copy. */
    @Test
    void part_of_a_split_in_a_seda_queue_holds_no_position() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri())
                        .routeId("r")
                        .process(EarlyCompletionIT.this::see)
                        .split(constant(List.of(1, 2)))
                        .to("seda:x");
                from("seda:x").process(exchange -> go.await());
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        go.countDown();
    }

    private void aggregate(boolean completesOnStop, Processor processor, String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                AggregateDefinition aggregate = from(uri(options))
                        .routeId("r")
                        .process(EarlyCompletionIT.this::see)
                        .aggregate(constant(true), new GroupedExchangeAggregationStrategy())
                        .completionSize(5)
                        .completionTimeout(completesOnStop ? 60_000 : 3_000);
                aggregate.setForceCompletionOnStop(Boolean.toString(completesOnStop));
                aggregate.process(processor);
            }
        });
    }

    private void deliver(Exchange group) {
        exchanges(group)
                .forEach(one -> delivered.add(((Map<?, ?>) one.getMessage().getBody()).get("id")));
    }

    private void deliverAndAcknowledge(Exchange group) {
        deliver(group);
        exchanges(group).forEach(one -> one.getMessage()
                .getHeader(PgWalConstants.ACK, PgWalAck.class)
                .acknowledge());
    }

    private static List<Exchange> exchanges(Exchange group) {
        return ((List<?>) group.getMessage().getBody())
                .stream().map(Exchange.class::cast).toList();
    }
}
