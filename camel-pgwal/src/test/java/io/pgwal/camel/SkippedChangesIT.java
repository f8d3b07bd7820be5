package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.Change;
import io.pgwal.testing.CapturedLog;
import io.pgwal.testing.PgServers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only the change that fails is skipped, and it is named. Nothing here depends on the server. */
class SkippedChangesIT extends RouteFixture {

    private final List<Object> delivered = new CopyOnWriteArrayList<>();
    private CapturedLog log;

    SkippedChangesIT() {
        super(PgServers.newest());
    }

    @BeforeEach
    void captureLog() {
        log = new CapturedLog();
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    @Test
    void only_the_failing_change_of_a_batch_is_skipped() throws Exception {
        consume(exchange -> refuse(exchange, 2), "exchangePer=batch", "onFailure=skip");
        insert(1, 5);
        await().until(() -> delivered.size() == 4);
        assertThat(delivered).containsExactly(1, 3, 4, 5);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        assertThat(consumer().getSkipped()).isEqualTo(1);
        assertNamed(List.of(2));
    }

    @Test
    void each_failing_change_of_a_batch_is_named_when_skipped() throws Exception {
        consume(exchange -> refuse(exchange, 1, 4, 9, 10), "exchangePer=batch", "onFailure=skip");
        insert(1, 10);
        await().until(() -> delivered.size() == 6);
        assertThat(delivered).containsExactly(2, 3, 5, 6, 7, 8);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        assertThat(consumer().getSkipped()).isEqualTo(4);
        assertNamed(List.of(1, 4, 9, 10));
    }

    @Test
    void only_the_rejected_change_of_a_batch_is_skipped() throws Exception {
        consume(
                exchange -> {
                    PgWalAck ack = exchange.getMessage().getHeader(PgWalConstants.ACK, PgWalAck.class);
                    try {
                        refuse(exchange, 2);
                        ack.acknowledge();
                    } catch (IllegalStateException e) {
                        ack.reject(e);
                    }
                },
                "exchangePer=batch",
                "onFailure=skip",
                "manualAck=true");
        insert(1, 5);
        await().until(() -> delivered.size() == 4);
        assertThat(delivered).containsExactly(1, 3, 4, 5);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        assertThat(consumer().getSkipped()).isEqualTo(1);
    }

    @Test
    void only_the_change_rejected_later_of_a_batch_is_skipped() throws Exception {
        List<Runnable> later = new CopyOnWriteArrayList<>();
        consume(
                exchange -> {
                    PgWalAck ack = exchange.getMessage().getHeader(PgWalConstants.ACK, PgWalAck.class);
                    List<Object> ids = ids(exchange);
                    later.add(() -> {
                        if (ids.contains(2)) {
                            ack.reject(new IllegalStateException("no"));
                        } else {
                            delivered.addAll(ids);
                            ack.acknowledge();
                        }
                    });
                },
                "exchangePer=batch",
                "onFailure=skip",
                "manualAck=true");
        insert(1, 5);
        await().until(() -> {
            while (!later.isEmpty()) {
                later.remove(0).run();
            }
            return delivered.size() == 4 && consumer().getSkipped() == 1; // the one that fails may come last
        });
        assertThat(delivered).containsExactlyInAnyOrder(1, 3, 4, 5);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_stopped_route_names_the_failing_change_of_a_batch() throws Exception {
        consume(exchange -> refuse(exchange, 3), "exchangePer=batch", "onFailure=stop");
        insert(1, 5);
        await().until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Stopped);
        assertThat(delivered).containsExactly(1, 2);
        Throwable cause = context.getRoute("r").getLastError().getException();
        assertThat(cause).hasMessageContaining("INSERT of public.t").hasMessageContaining(eventId(3));
        assertThat(isConfirmed(seen.get(0))).isFalse();
    }

    /** The transaction is the unit that the option asks for: a part of it never existed in the database. */
    @Test
    void a_failing_transaction_is_skipped_whole_and_each_change_named() throws Exception {
        consume(exchange -> refuse(exchange, 2), "exchangePer=transaction", "onFailure=skip");
        insert(1, 3);
        insert(4, 5);
        await().until(() -> delivered.size() == 2);
        assertThat(delivered).containsExactly(4, 5);
        assertThat(consumer().getSkipped()).isEqualTo(3);
        assertNamed(List.of(1, 2, 3));
    }

    @Test
    void a_skipped_change_is_named_in_one_line() throws Exception {
        consume(exchange -> refuse(exchange, 2), "onFailure=skip");
        insert(1, 3);
        await().until(() -> delivered.size() == 2);
        assertThat(delivered).containsExactly(1, 3);
        assertNamed(List.of(2));
    }

    /** Of the transaction's ids each is named once by the log and by JMX, and nothing of a row is. */
    private void assertNamed(List<Integer> ids) {
        List<String> lines = log.lines("Skipped and acknowledged");
        assertThat(lines).hasSize(ids.size()).allMatch(line -> line.contains("INSERT of public.t"));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(lines.get(i)).contains(eventId(ids.get(i)));
            assertThat(consumer().getSkippedEvents()[i])
                    .contains("INSERT of public.t")
                    .contains(eventId(ids.get(i)));
        }
        assertThat(String.join("\n", lines)).doesNotContain("secret");
    }

    /** Of the row with this id: the first transaction begins with the id 1. */
    private String eventId(int id) {
        String of = seen.get(0).header(PgWalConstants.EVENT_ID);
        return of.substring(0, of.length() - 12) + String.format("%012d", id - 1);
    }

    private void insert(int from, int to) throws Exception {
        database.sql("INSERT INTO t SELECT n, 'secret' FROM generate_series(" + from + ", " + to + ") n");
    }

    private void refuse(Exchange exchange, Integer... refused) {
        List<Object> ids = ids(exchange);
        for (Integer id : refused) {
            if (ids.contains(id)) {
                throw new IllegalStateException("no");
            }
        }
        delivered.addAll(ids);
    }

    private static List<Object> ids(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        List<Object> ids = new ArrayList<>();
        if (body instanceof List<?> changes) {
            changes.forEach(change -> ids.add(((Change.RowChange) change).row().get("id")));
        } else {
            ids.add(((java.util.Map<?, ?>) body).get("id"));
        }
        return ids;
    }

    private PgWalConsumer consumer() {
        return (PgWalConsumer) context.getRoute("r").getConsumer();
    }

    private void consume(Processor processor, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("batchInterval=300");
        route(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri(all.toArray(String[]::new)))
                        .routeId("r")
                        .process(SkippedChangesIT.this::see)
                        .process(processor);
            }
        });
    }
}
