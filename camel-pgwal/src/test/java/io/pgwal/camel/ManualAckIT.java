package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;

/** Acknowledgement by hand: the slot moves when the user says so, and not before. */
@OnOldestAndNewestPostgres
class ManualAckIT extends RouteFixture {

    private final List<PgWalAck> acks = new CopyOnWriteArrayList<>();

    ManualAckIT(PgServer server) {
        super(server);
    }

    @Test
    void the_position_is_held_until_the_user_acknowledges_and_the_route_goes_on_meanwhile() throws Exception {
        context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        consume();
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)");
        awaitSeen(3);
        acks.get(2).acknowledge();
        acks.get(1).acknowledge();
        await().during(Duration.ofMillis(500)).until(() -> !isConfirmed(seen.get(0)) && !isConfirmed(seen.get(1)));
        acks.get(0).acknowledge();
        awaitConfirmed(seen.get(2).header(PgWalConstants.END_LSN));
        await().until(() -> consumer().getHandedOver() == 0 && consumer().getInFlight() == 0);
    }

    @Test
    void what_is_rejected_comes_again() throws Exception {
        consume();
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        acks.get(0).reject(new IllegalStateException("the file was not written"));
        awaitSeen(2);
        assertThat(seen.get(1).headers()).containsEntry(PgWalConstants.REDELIVERY, 1);
        assertThat(seen.get(1).header(PgWalConstants.EVENT_ID))
                .isEqualTo(seen.get(0).header(PgWalConstants.EVENT_ID));
        acks.get(0).acknowledge();
        await().during(Duration.ofMillis(300)).until(() -> !isConfirmed(seen.get(1)));
        acks.get(1).acknowledge();
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void what_was_not_acknowledged_comes_again_after_the_connection_was_lost() throws Exception {
        consume();
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(2);
        acks.get(0).acknowledge();
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        loseConnection();
        awaitSeen(3);
        assertThat(ids()).containsExactly(1, 2, 2);
        acks.get(1).acknowledge();
        await().during(Duration.ofMillis(300)).until(() -> !isConfirmed(seen.get(2)));
        acks.get(2).acknowledge();
        awaitConfirmed(seen.get(2).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_batch_that_an_aggregator_gathers_is_acknowledged_when_it_is_written() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("manualAck=true"))
                        .routeId("r")
                        .process(ManualAckIT.this::keep)
                        .aggregate(constant(true), (old, next) -> next)
                        .completionSize(3)
                        .process(exchange -> acks.forEach(PgWalAck::acknowledge));
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(2);
        await().during(Duration.ofMillis(500)).until(() -> !isConfirmed(seen.get(0)));
        database.sql("INSERT INTO t VALUES (3)");
        awaitSeen(3);
        awaitConfirmed(seen.get(2).header(PgWalConstants.END_LSN));
    }

    @Test
    void an_exchange_that_fails_unacknowledged_is_tried_again_as_always() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("manualAck=true"))
                        .routeId("r")
                        .process(ManualAckIT.this::keep)
                        .process(exchange -> {
                            if (seen.size() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                            exchange.getMessage()
                                    .getHeader(PgWalConstants.ACK, PgWalAck.class)
                                    .acknowledge();
                        });
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(3);
        awaitConfirmed(seen.get(2).header(PgWalConstants.END_LSN));
    }

    /** Nobody can know of an old one that it is of no use any more, so nobody has to say it. */
    @Test
    void what_was_lost_with_its_connection_is_waited_for_no_more() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("manualAck=true"))
                        .routeId("r")
                        .process(ManualAckIT.this::keep)
                        .process(exchange -> {
                            if (seen.size() == 2) {
                                lost.await();
                            }
                        });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(2);
        loseConnection();
        await().until(() -> consumer().getReconnects() == 1);
        lost.countDown();
        awaitSeen(4);
        acks.get(2).acknowledge();
        acks.get(3).acknowledge();
        awaitConfirmed(seen.get(3).header(PgWalConstants.END_LSN));
        await().until(() -> consumer().getHandedOver() == 0 && consumer().getPendingExchangesSize() == 0);
        acks.get(0).acknowledge();
        acks.get(1).acknowledge();
        assertThat(consumer().getPendingExchangesSize()).isZero();
    }

    @Test
    void a_rejection_after_its_connection_was_lost_has_no_effect() throws Exception {
        consume("onFailure=stop");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        loseConnection();
        awaitSeen(2);
        acks.get(0).reject(new IllegalStateException("too late"));
        acks.get(1).acknowledge();
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(3);
        assertThat(consumer().getSkipped() + consumer().getRetries()).isZero();
    }

    @Test
    void an_error_after_the_acknowledgement_brings_nothing_again() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("manualAck=true"))
                        .routeId("r")
                        .process(ManualAckIT.this::keep)
                        .process(new AsyncProcessorSupport() {
                            @Override
                            public boolean process(Exchange exchange, AsyncCallback callback) {
                                acks.forEach(PgWalAck::acknowledge);
                                throw new StackOverflowError("on purpose");
                            }
                        });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
        assertThat(ids()).containsExactly(1, 2);
    }

    private void loseConnection() throws Exception {
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
    }

    private void consume(String... options) throws Exception {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "manualAck=true";
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(all)).routeId("r").process(ManualAckIT.this::keep);
            }
        });
    }

    private void keep(Exchange exchange) {
        acks.add(exchange.getMessage().getHeader(PgWalConstants.ACK, PgWalAck.class));
        see(exchange);
    }

    private PgWalConsumer consumer() {
        return (PgWalConsumer) context.getRoute("r").getConsumer();
    }
}
