package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that are suspended, resumed and stopped while an exchange hangs. Nothing here depends on the server. */
class SuspendAndStopIT extends RouteFixture {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    SuspendAndStopIT() {
        super(PgServers.newest());
    }

    @BeforeEach
    void shortenTimeout() {
        context.getShutdownStrategy().setTimeout(TIMEOUT.toSeconds());
    }

    @AfterEach
    void release() {
        go.countDown();
    }

    @Test
    void a_route_suspended_while_an_exchange_hung_goes_on_when_resumed() throws Exception {
        hang();
        controller().suspendRoute("r");
        assertThat(controller().getRouteStatus("r")).isEqualTo(ServiceStatus.Suspended);
        go.countDown();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        database.sql("INSERT INTO t VALUES (2)");
        await().during(Duration.ofMillis(300)).until(() -> seen.size() == 1);
        controller().resumeRoute("r");
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_route_resumed_while_its_exchange_still_hangs_goes_on_afterwards() throws Exception {
        hang();
        controller().suspendRoute("r");
        controller().resumeRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        await().during(Duration.ofMillis(300)).until(() -> seen.size() == 1);
        go.countDown();
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_resumed_route_survives_the_late_end_of_its_suspension() throws Exception {
        LateShutdown late = new LateShutdown();
        context.setShutdownStrategy(late);
        hang();
        controller().suspendRoute("r");
        controller().resumeRoute("r");
        late.go.countDown();
        assertThat(late.done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(consumer().isSuspended()).isFalse();
        go.countDown();
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
    }

    @Test
    void a_consumer_paused_after_a_timeout_can_be_stopped_directly() throws Exception {
        hang();
        controller().suspendRoute("r");
        controller().resumeRoute("r");
        go.countDown();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        consumer().pause();
        assertThat(consumer().isSuspended()).isTrue();
        consumer().stop();
        assertThat(consumer().isStopped()).isTrue();
    }

    @Test
    void a_consumer_suspended_by_a_timeout_can_be_stopped_directly() throws Exception {
        hang();
        controller().suspendRoute("r");
        assertThat(consumer().isSuspended()).isTrue();
        consumer().stop();
        assertThat(consumer().isStopped()).isTrue();
    }

    @Test
    void a_timeout_of_another_route_does_not_prevent_a_stop() throws Exception {
        consume(exchange -> {});
        consumer().pause();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:other").routeId("other").process(exchange -> {
                    entered.countDown();
                    go.await();
                });
            }
        });
        context.createProducerTemplate().sendBody("seda:other", "x");
        entered.await();
        controller().stopRoute("other");
        assertThat(context.getShutdownStrategy().isTimeoutOccurred()).isTrue();
        consumer().stop();
        assertThat(consumer().isStopped()).isTrue();
    }

    @Test
    void a_route_can_be_suspended_with_a_hanging_exchange_twice() throws Exception {
        hang();
        controller().suspendRoute("r");
        controller().resumeRoute("r");
        controller().suspendRoute("r");
        go.countDown();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        controller().resumeRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
    }

    @Test
    void a_route_that_was_suspended_with_a_hanging_exchange_stops_and_starts() throws Exception {
        hang();
        controller().suspendRoute("r");
        controller().stopRoute("r");
        assertThat(controller().getRouteStatus("r")).isEqualTo(ServiceStatus.Stopped);
        go.countDown();
        await().until(() -> database.queryOne(
                "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'",
                Boolean.class));
        controller().startRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        await().until(() -> ids().contains(2));
    }

    @Test
    void a_route_suspended_while_another_system_has_its_exchange_goes_on() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).routeId("r").process(SuspendAndStopIT.this::see).to("seda:x");
                from("seda:x").process(exchange -> {
                    entered.countDown();
                    go.await();
                });
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        entered.await();
        controller().suspendRoute("r");
        go.countDown();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        controller().resumeRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_route_suspended_while_it_reconnects_goes_on_when_resumed() throws Exception {
        consume(exchange -> {}, "reconnectDelay=1000");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        controller().suspendRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        controller().resumeRoute("r");
        awaitSeen(2);
    }

    @Test
    void a_consumer_paused_with_a_hanging_batch_goes_on_when_resumed() throws Exception {
        hang("exchangePer=batch", "batchInterval=50");
        PgWalConsumer consumer = consumer();
        consumer.pause();
        go.countDown();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        database.sql("INSERT INTO t VALUES (2)");
        await().during(Duration.ofMillis(300)).until(() -> seen.size() == 1);
        consumer.resume();
        awaitSeen(2);
    }

    @Test
    void a_stop_with_a_hanging_exchange_takes_the_shutdown_timeout_once() throws Exception {
        hang();
        long begin = System.nanoTime();
        controller().stopRoute("r");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIMEOUT.multipliedBy(2));
        assertThat(isConfirmed(seen.get(0))).isFalse();
    }

    @Test
    void a_stop_of_the_context_takes_the_shutdown_timeout_once() throws Exception {
        hang();
        long begin = System.nanoTime();
        context.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIMEOUT.multipliedBy(2));
    }

    @Test
    void a_stop_with_an_unacknowledged_exchange_takes_the_shutdown_timeout_once() throws Exception {
        consume(exchange -> {}, "manualAck=true");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        long begin = System.nanoTime();
        controller().stopRoute("r");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIMEOUT.multipliedBy(2));
    }

    private void hang(String... options) throws Exception {
        consume(
                exchange -> {
                    entered.countDown();
                    go.await();
                },
                options);
        database.sql("INSERT INTO t VALUES (1)");
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void consume(Processor processor, String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options))
                        .routeId("r")
                        .process(SuspendAndStopIT.this::see)
                        .process(processor);
            }
        });
    }

    private RouteController controller() {
        return context.getRouteController();
    }

    private PgWalConsumer consumer() {
        return (PgWalConsumer) context.getRoute("r").getConsumer();
    }

    /** Camel's own, but its task, which a timeout interrupts, suspends the consumer only when told to. */
    private static final class LateShutdown extends DefaultShutdownStrategy {
        private final CountDownLatch go = new CountDownLatch(1);
        private final CountDownLatch done = new CountDownLatch(1);

        LateShutdown() {
            setTimeout(TIMEOUT.toSeconds());
        }

        @Override
        protected void suspendNow(String routeId, Consumer consumer) {
            boolean interrupted = Thread.interrupted();
            if (interrupted) {
                await().until(() -> go.getCount() == 0);
                Thread.currentThread().interrupt();
            }
            super.suspendNow(routeId, consumer);
            if (interrupted) {
                done.countDown();
            }
        }
    }
}
