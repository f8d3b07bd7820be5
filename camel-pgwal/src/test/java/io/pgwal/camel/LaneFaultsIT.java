package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;

/** Routes that misbehave: none may wedge a lane unnoticed, none may lose. Nothing here depends on the server. */
class LaneFaultsIT extends RouteFixture {

    LaneFaultsIT() {
        super(PgServers.newest());
    }

    @Test
    void a_route_that_leaves_its_thread_interrupted_gets_the_next_exchange() throws Exception {
        route(exchange -> Thread.currentThread().interrupt());
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
    }

    @Test
    void an_error_of_an_asynchronous_processor_is_a_failure_like_any_other() throws Exception {
        AtomicInteger errors = new AtomicInteger(2);
        route(new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (errors.getAndDecrement() > 0) {
                    throw new StackOverflowError("on purpose");
                }
                callback.done(true);
                return true;
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(3);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void stop_stops_the_route_though_the_connection_was_lost_meanwhile() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        route(
                exchange -> {
                    entered.countDown();
                    go.await();
                    throw new IllegalStateException("no");
                },
                "onFailure=stop");
        database.sql("INSERT INTO t VALUES (1)");
        entered.await();
        PgWalConsumer consumer = (PgWalConsumer) context.getRoute("r").getConsumer();
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> consumer.getSessionStatus().reconnects() == 1);
        go.countDown();
        await().until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Stopped);
        assertThat(isConfirmed(seen.get(0))).isFalse();
    }

    @Test
    void nothing_is_tried_again_while_the_route_is_suspended() throws Exception {
        route(
                exchange -> {
                    throw new IllegalStateException("no");
                },
                "redeliveryDelay=700");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        context.getRouteController().suspendRoute("r");
        await().during(Duration.ofMillis(1500)).until(() -> seen.size() == 1);
        context.getRouteController().resumeRoute("r");
        await().until(() -> seen.size() == 2);
    }

    @Test
    void a_route_that_waits_to_try_again_stops_at_once() throws Exception {
        route(
                exchange -> {
                    throw new IllegalStateException("no");
                },
                "redeliveryDelay=60000");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        CountDownLatch stopped = new CountDownLatch(1);
        new Thread(() -> {
                    stop();
                    stopped.countDown();
                })
                .start();
        assertThat(stopped.await(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_failure_behind_seda_is_tried_again_before_what_the_lane_has_taken_already() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        CountDownLatch failed = new CountDownLatch(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("redeliveryDelay=1"))
                        .routeId("r")
                        .process(LaneFaultsIT.this::see)
                        .choice()
                        .when(simple("${body[id]} == 0"))
                        .to("seda:x")
                        .otherwise()
                        .process(exchange -> {
                            failed.await(20, TimeUnit.SECONDS);
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                        });
                from("seda:x").errorHandler(noErrorHandler()).process(exchange -> {
                    if (failures.getAndDecrement() > 0) {
                        failed.countDown();
                        throw new IllegalStateException("no");
                    }
                });
            }
        });
        context.start();
        database.sql("INSERT INTO t SELECT generate_series(0, 299)");
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() == 301);
        assertThat(ids().lastIndexOf(0)).isPositive().isLessThan(150);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_failure_behind_seda_that_comes_before_the_route_lets_go_is_tried_again() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        CountDownLatch told = new CountDownLatch(1);
        bind("slow", () -> told.countDown());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exceptionHandler=#slow")).routeId("r").to("seda:x").process(exchange -> told.await());
                from("seda:x")
                        .errorHandler(noErrorHandler())
                        .process(LaneFaultsIT.this::see)
                        .process(exchange -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("no");
                            }
                        });
            }
        });
        context.start();
        database.sql("INSERT INTO t VALUES (1)");
        await().until(() -> seen.size() == 2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void an_exception_handler_that_throws_does_not_keep_the_exchange_from_being_tried_again() throws Exception {
        bind("throwing", () -> {
            throw new IllegalStateException("the handler");
        });
        AtomicInteger failures = new AtomicInteger(1);
        route(
                exchange -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("no");
                    }
                },
                "exceptionHandler=#throwing");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void an_exception_handler_that_throws_does_not_keep_the_route_from_being_stopped() throws Exception {
        bind("throwing", () -> {
            throw new IllegalStateException("the handler");
        });
        route(
                exchange -> {
                    throw new IllegalStateException("no");
                },
                "exceptionHandler=#throwing",
                "onFailure=stop");
        database.sql("INSERT INTO t VALUES (1)");
        await().until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Stopped);
        assertThat(isConfirmed(seen.get(0))).isFalse();
    }

    @Test
    void an_exception_handler_that_throws_does_not_end_a_session_that_reconnects() throws Exception {
        bind("throwing", () -> {
            throw new IllegalStateException("the handler");
        });
        route(exchange -> {}, "exceptionHandler=#throwing");
        PgWalConsumer consumer = (PgWalConsumer) context.getRoute("r").getConsumer();
        await().until(() -> consumer.getSessionState().equals("STREAMING"));
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> consumer.getSessionStatus().reconnects() > 0);
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
    }

    @Test
    void second_of_two_consumers_that_start_at_once_is_refused() throws Exception {
        context.start();
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        List<PgWalConsumer> consumers = List.of(alone(), alone());
        List<Thread> threads = consumers.stream()
                .map(consumer -> new Thread(() -> {
                    try {
                        go.await();
                        consumer.start();
                    } catch (Exception e) {
                        refused.add(e);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        consumers.forEach(PgWalConsumer::stop);
        assertThat(refused).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("a slot has one reader"));
    }

    private PgWalConsumer alone() throws Exception {
        return (PgWalConsumer) context.getEndpoint(uri()).createConsumer(exchange -> {});
    }

    /** The first part waits for its acknowledgement, and the user for the rest. */
    @Test
    void an_unacknowledged_part_of_a_transaction_does_not_hold_back_the_next() throws Exception {
        AtomicInteger rows = new AtomicInteger();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exchangePer=transaction", "manualAck=true", "batchSize=10", "maxInFlight=15"))
                        .process(exchange -> rows.addAndGet(
                                exchange.getMessage().getBody(List.class).size()));
            }
        });
        context.start();
        context.getShutdownStrategy().setTimeout(1);
        database.sql("INSERT INTO t SELECT generate_series(1, 20)");
        await().until(() -> rows.get() == 15);
    }

    /** Camel lets no exchange run on while it stops a route: such a failure must not be skipped as the exchange's own. */
    @Test
    void an_exchange_that_fails_while_its_route_is_stopped_is_not_skipped() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        route(
                exchange -> {
                    if (entered.getCount() > 0) {
                        entered.countDown();
                        go.await();
                        throw new IllegalStateException("while stopping");
                    }
                },
                "onFailure=skip");
        database.sql("INSERT INTO t VALUES (1)");
        entered.await();
        PgWalConsumer consumer = (PgWalConsumer) context.getRoute("r").getConsumer();
        Thread stop = new Thread(this::stop);
        stop.start();
        await().until(consumer::isSuspended);
        go.countDown();
        stop.join();
        assertThat(isConfirmed(seen.get(0))).isFalse();
        context.getRouteController().startRoute("r");
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void rows_that_together_are_more_than_may_be_in_flight_pass_as_parts_of_their_transaction() throws Exception {
        AtomicInteger rows = new AtomicInteger();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exchangePer=transaction", "maxInFlightBytes=1000000"))
                        .process(exchange -> rows.addAndGet(
                                exchange.getMessage().getBody(List.class).size()));
            }
        });
        context.start();
        database.sql("INSERT INTO t SELECT n, repeat('x', 100000) FROM generate_series(1, 60) n");
        await().until(() -> rows.get() == 60);
    }

    private void route(Processor processor, String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(LaneFaultsIT.this::see).process(processor);
            }
        });
    }

    private void stop() {
        try {
            context.getRouteController().stopRoute("r");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void bind(String name, Runnable work) {
        context.getRegistry().bind(name, new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                work.run();
            }

            @Override
            public void handleException(String message, Throwable exception) {
                work.run();
            }

            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                work.run();
            }
        });
    }
}
