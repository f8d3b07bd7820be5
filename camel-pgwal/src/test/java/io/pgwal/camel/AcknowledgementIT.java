package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.model.ProcessorDefinition;
import org.junit.jupiter.api.Test;

/** When a change is acknowledged: what completion means for the ways in which a route can end. */
@OnOldestAndNewestPostgres
class AcknowledgementIT extends RouteFixture {

    AcknowledgementIT(PgServer server) {
        super(server);
    }

    /** What follows {@code from(...)}. */
    private interface Steps {
        void add(ProcessorDefinition<?> route);
    }

    @Test
    void a_change_is_not_acknowledged_before_its_exchange_has_completed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        steps(route -> route.process(this::see).process(exchange -> release.await()));
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        await().during(Duration.ofMillis(500)).until(() -> !isConfirmed(seen.get(0)));
        release.countDown();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_failed_exchange_holds_the_position_and_is_tried_again_as_the_same_event() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        steps(route -> route.process(this::see).process(exchange -> failUntil(failures)));
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(5);
        assertThat(ids()).containsExactly(1, 1, 1, 1, 2);
        assertThat(seen.subList(0, 4))
                .extracting(one -> one.header(PgWalConstants.EVENT_ID))
                .containsOnly(seen.get(0).header(PgWalConstants.EVENT_ID));
        assertThat(seen)
                .extracting(one -> one.headers().get(PgWalConstants.REDELIVERY))
                .containsExactly(null, 1, 2, 3, null);
        awaitConfirmed(seen.get(4).header(PgWalConstants.END_LSN));
    }

    @Test
    void rollback_only_is_a_failure() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        steps(route ->
                route.process(this::see).process(exchange -> exchange.setRollbackOnly(failures.getAndDecrement() > 0)));
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(3);
        awaitConfirmed(seen.get(2).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_handled_exception_is_a_success() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true);
                from(uri()).process(AcknowledgementIT.this::see).throwException(new IllegalStateException("parked"));
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void skip_acknowledges_what_failed() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        steps(route -> route.process(this::see).process(exchange -> failUntil(failures)), "onFailure=skip");
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void stop_stops_the_route_as_failed_and_holds_the_position() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        steps(route -> route.process(this::see).process(exchange -> failUntil(failures)), "onFailure=stop");
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        await().until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Stopped);
        assertThat(ids()).containsExactly(1);
        assertThat(isConfirmed(seen.get(0))).isFalse();
        assertThat(context.getRoute("r").getLastError().getException()).hasRootCauseMessage("not yet");
        context.getRouteController().startRoute("r");
        awaitSeen(3);
        assertThat(ids()).containsExactly(1, 1, 2);
    }

    @Test
    void a_handed_over_exchange_is_acknowledged_when_the_other_route_has_done_it() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger failures = new AtomicInteger(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).to("seda:other");
                from("seda:other").process(exchange -> {
                    release.await();
                    see(exchange);
                    failUntil(failures);
                });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        var before = confirmedFlush();
        await().during(Duration.ofMillis(500)).until(() -> confirmedFlush().equals(before));
        release.countDown();
        await().until(() -> seen.size() == 3);
        assertThat(ids()).containsExactlyInAnyOrder(1, 2, 1);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_full_seda_queue_is_a_failure_and_is_tried_again() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).to("seda:small?size=1&blockWhenFull=false");
                from("seda:small?size=1").process(exchange -> {
                    release.await();
                    see(exchange);
                });
            }
        });
        database.sql("INSERT INTO t SELECT generate_series(1, 10)");
        await().during(Duration.ofMillis(300)).until(() -> seen.isEmpty());
        release.countDown();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ids().stream().distinct().count() == 10);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void completions_out_of_order_acknowledge_the_longest_finished_prefix() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        steps(route -> route.threads(4).process(exchange -> {
            if (exchange.getMessage().getBody(Map.class).get("id").equals(1)) {
                first.await();
            }
            see(exchange);
        }));
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        // one after another: the next exchange starts when the route has let go of the one before
        await().during(Duration.ofMillis(500)).until(() -> seen.isEmpty() || ids().equals(java.util.List.of(2)));
        first.countDown();
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void pooled_exchanges_mean_the_same() throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        AtomicInteger failures = new AtomicInteger(2);
        steps(route -> route.process(this::see).process(exchange -> failUntil(failures)));
        for (int i = 1; i <= 20; i++) {
            database.sql("INSERT INTO t VALUES (" + i + ")");
        }
        awaitSeen(22);
        assertThat(ids().subList(2, 22))
                .containsExactly(
                        java.util.stream.IntStream.rangeClosed(1, 20).boxed().toArray());
        assertThat(seen.get(3).headers()).doesNotContainKey(PgWalConstants.REDELIVERY);
        awaitConfirmed(seen.get(21).header(PgWalConstants.END_LSN));
    }

    private static void failUntil(AtomicInteger failures) {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("not yet");
        }
    }

    private void steps(Steps steps, String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                steps.add(from(uri(options)).routeId("r"));
            }
        });
    }
}
