package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** An exchange outlives its connection. Nothing here depends on the server. */
class OrderAfterReconnectIT extends RouteFixture {

    OrderAfterReconnectIT() {
        super(PgServers.newest());
    }

    @Test
    void nothing_of_its_keys_starts_while_an_exchange_for_a_changed_key_is_in_the_route() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch moving = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("concurrentConsumers=8", "ordering=key")).routeId("r").process(exchange -> {
                    String kind = exchange.getMessage().getHeader(PgWalConstants.KIND, String.class);
                    order.add("begin " + kind);
                    if (kind.equals("DELETE")) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200)); // its lane comes last to the update
                    }
                    if (kind.equals("UPDATE") && moving.getCount() > 0) {
                        moving.countDown();
                        go.await();
                    }
                    order.add("end " + kind);
                });
            }
        });
        // one transaction, so that all of it comes again
        database.sql("INSERT INTO t VALUES (101)");
        awaitConfirmed(database.queryOne("SELECT pg_current_wal_lsn()::text", String.class));
        order.clear();
        database.sql("BEGIN; INSERT INTO t VALUES (1); DELETE FROM t WHERE id = 101;"
                + " UPDATE t SET id = 101 WHERE id = 1; COMMIT");
        assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
        PgWalConsumer consumer = (PgWalConsumer) context.getRoute("r").getConsumer();
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> consumer.getSessionStatus().reconnects() == 1);
        await().during(Duration.ofMillis(700))
                .until(() -> Collections.frequency(order, "begin INSERT") == 1
                        && Collections.frequency(order, "begin DELETE") == 1);
        go.countDown();
        await().atMost(Duration.ofSeconds(30)).until(() -> Collections.frequency(order, "end UPDATE") == 2);
        assertThat(order.subList(6, order.size()))
                .containsSubsequence("end INSERT", "begin UPDATE")
                .containsSubsequence("end DELETE", "begin UPDATE");
    }
}
