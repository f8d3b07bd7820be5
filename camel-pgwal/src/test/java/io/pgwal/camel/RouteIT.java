package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.Change;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.values.Relation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** The exchange that a route sees, and what starting, suspending and stopping a route means. */
@OnOldestAndNewestPostgres
class RouteIT extends RouteFixture {

    RouteIT(PgServer server) {
        super(server);
    }

    @Test
    void an_exchange_has_the_row_as_body_and_all_of_its_headers() throws Exception {
        route(to("messages=true", "kinds=insert,update,delete,truncate,message,relation"));
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1, 'a'); UPDATE t SET id = 2; DELETE FROM t; COMMIT",
                "TRUNCATE t CASCADE",
                "SELECT pg_logical_emit_message(true, 'pre', 'text')");
        awaitSeen(6);
        assertThat(seen.subList(1, 6))
                .extracting(one -> one.header(PgWalConstants.EVENT_ID))
                .isSorted()
                .doesNotHaveDuplicates();
        checkRelationAndInsert(seen.get(0), seen.get(1));
        checkRest(seen.get(1));
        awaitConfirmed(seen.get(5).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_header_asked_for_alone_is_what_the_map_of_all_has_and_setting_one_keeps_the_others() throws Exception {
        List<String> differences = new CopyOnWriteArrayList<>();
        List<Map<String, Object>> all = new CopyOnWriteArrayList<>();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("messages=true")).process(exchange -> {
                    Message message = exchange.getMessage();
                    Map<String, Object> alone = new HashMap<>();
                    ChangeHeaders.NAMES.forEach(name -> alone.put(name, message.getHeader(name)));
                    String kind = message.getHeader(PgWalConstants.KIND, String.class);
                    Map<String, Object> copied = exchange.copy().getMessage().getHeaders();
                    Long ordinal = message.getHeader(PgWalConstants.ORDINAL, Long.class);
                    String ordinalAsText = message.getHeader(PgWalConstants.ORDINAL, String.class);
                    message.setHeader("mine", 1);
                    if (!kind.equals(message.getHeader("camelpgwalkind"))
                            || !ordinalAsText.equals(ordinal.toString())) {
                        differences.add(kind);
                    }
                    alone.forEach((name, value) -> {
                        if (!Objects.equals(value, message.getHeaders().get(name))
                                || !Objects.equals(value, copied.get(name))) {
                            differences.add(name);
                        }
                    });
                    all.add(Map.copyOf(message.getHeaders()));
                });
            }
        });
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1, 'a'); UPDATE t SET id = 2; DELETE FROM t; COMMIT",
                "TRUNCATE t CASCADE",
                "SELECT pg_logical_emit_message(true, 'pre', 'text')");
        await().atMost(Duration.ofSeconds(30)).until(() -> all.size() == 5);
        assertThat(differences).isEmpty();
        assertThat(all)
                .allSatisfy(
                        headers -> assertThat(headers).containsEntry("mine", 1).hasSizeGreaterThan(8));
    }

    private static void checkRelationAndInsert(Seen relation, Seen insert) {
        assertThat(relation.header(PgWalConstants.KIND)).isEqualTo("RELATION");
        assertThat(relation.body()).isInstanceOf(Relation.class);
        assertThat(relation.headers()).doesNotContainKey(PgWalConstants.EVENT_ID);
        assertThat(insert.body()).isEqualTo(Map.of("id", 1, "name", "a"));
        assertThat(insert.headers())
                .containsEntry(PgWalConstants.KIND, "INSERT")
                .containsEntry(PgWalConstants.RELATION, "public.t")
                .containsEntry(PgWalConstants.SCHEMA, "public")
                .containsEntry(PgWalConstants.TABLE, "t")
                .containsEntry(PgWalConstants.ORDINAL, 0L)
                .containsEntry(PgWalConstants.LAST, false)
                .containsEntry(PgWalConstants.KEY, Map.of("id", 1))
                .doesNotContainKeys(
                        PgWalConstants.BEFORE, PgWalConstants.UNCHANGED, PgWalConstants.REDELIVERY, PgWalConstants.GID);
        assertThat(insert.header(PgWalConstants.LSN)).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(insert.headers().get(PgWalConstants.TRANSACTION_ID)).isInstanceOf(Long.class);
        Instant commitTime = (Instant) insert.headers().get(PgWalConstants.COMMIT_TIME);
        assertThat(insert.headers()).containsEntry(Exchange.MESSAGE_TIMESTAMP, commitTime.toEpochMilli());
    }

    private void checkRest(Seen insert) {
        Seen update = seen.get(2);
        assertThat(update.headers())
                .containsEntry(PgWalConstants.BEFORE, Map.of("id", 1))
                .containsEntry(PgWalConstants.KEY, Map.of("id", 2))
                .containsEntry(PgWalConstants.COMMIT_LSN, insert.headers().get(PgWalConstants.COMMIT_LSN))
                .containsEntry(PgWalConstants.END_LSN, insert.headers().get(PgWalConstants.END_LSN));
        Seen delete = seen.get(3);
        assertThat(delete.body()).isEqualTo(Map.of("id", 2));
        assertThat(delete.headers()).containsEntry(PgWalConstants.LAST, true);
        Seen truncate = seen.get(4);
        assertThat(truncate.body()).isNull();
        assertThat(truncate.headers())
                .containsEntry(PgWalConstants.CASCADE, true)
                .containsEntry(PgWalConstants.RESTART_IDENTITY, false)
                .containsEntry(PgWalConstants.TRUNCATED, List.of("public.t"));
        Seen message = seen.get(5);
        assertThat((byte[]) message.body()).asString().isEqualTo("text");
        assertThat(message.headers()).containsEntry(PgWalConstants.PREFIX, "pre");
    }

    @Test
    void a_transaction_is_one_exchange_when_that_is_asked_for_or_several_when_it_is_large() throws Exception {
        route(to("exchangePer=transaction", "batchSize=4"));
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1); UPDATE t SET name = 'x'; COMMIT",
                "INSERT INTO t SELECT generate_series(10, 19)");
        awaitSeen(4);
        assertThat(seen).extracting(one -> ((List<?>) one.body()).size()).containsExactly(2, 4, 4, 2);
        assertThat(seen)
                .extracting(one -> one.headers().get(PgWalConstants.LAST))
                .containsExactly(true, false, false, true);
        assertThat((List<?>) seen.get(0).body()).hasOnlyElementsOfTypes(Change.Insert.class, Change.Update.class);
        assertThat(seen.get(0).header(PgWalConstants.KIND)).isEqualTo("UPDATE");
        awaitConfirmed(seen.get(3).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_transaction_larger_than_what_may_be_in_flight_passes_in_parts() throws Exception {
        route(to("exchangePer=transaction", "maxInFlight=7"));
        database.sql("INSERT INTO t SELECT generate_series(1, 3000)");
        await().until(() ->
                seen.stream().mapToInt(one -> ((List<?>) one.body()).size()).sum() == 3000);
        awaitConfirmed(seen.get(seen.size() - 1).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_restarted_route_goes_on_exactly_where_it_was_acknowledged() throws Exception {
        route(to());
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        context.getRouteController().stopRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        context.getRouteController().startRoute("r");
        awaitSeen(2);
        for (int i = 3; i < 8; i++) {
            context.getRouteController().stopRoute("r");
            database.sql("INSERT INTO t VALUES (" + i + ")");
            context.getRouteController().startRoute("r");
        }
        awaitSeen(7);
        assertThat(ids()).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void a_suspended_route_keeps_its_connection_and_starts_no_exchange() throws Exception {
        route(to());
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        context.getRouteController().suspendRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        await().during(Duration.ofMillis(500)).until(() -> seen.size() == 1);
        assertThat(activePid()).isNotNull();
        context.getRouteController().resumeRoute("r");
        awaitSeen(2);
    }

    @Test
    void a_route_that_is_suspended_for_longer_than_the_server_waits_keeps_its_connection() throws Exception {
        route(to("driver.options=RAW(-c wal_sender_timeout=1s)"));
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        Integer walsender = activePid();
        context.getRouteController().suspendRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(8)).until(() -> walsender.equals(activePid()));
        context.getRouteController().resumeRoute("r");
        awaitSeen(2);
    }

    @Test
    void stopping_a_route_lets_the_exchange_in_flight_complete_and_acknowledges_it() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).routeId("r").process(exchange -> {
                    entered.countDown();
                    release.await();
                    see(exchange);
                });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        entered.await();
        Thread stop = new Thread(() -> {
            try {
                context.getRouteController().stopRoute("r");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        stop.start();
        await().until(() -> ((PgWalConsumer) context.getRoute("r").getConsumer()).isSuspended());
        release.countDown();
        stop.join();
        assertThat(ids()).containsExactly(1);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        await().until(() -> activePid() == null);
        context.getRouteController().startRoute("r");
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void a_route_that_cannot_start_says_why_in_one_sentence() {
        assertThatThrownBy(() -> route(to("publication=missing")))
                .hasMessage("[PUBLICATION_MISSING] The database " + database.name()
                        + " has no publication missing. Create it before"
                        + " the slot, as owner of the tables: CREATE PUBLICATION \"missing\" FOR TABLE your_table,"
                        + " other_table");
    }

    @Test
    void a_second_route_on_a_slot_is_refused_by_name_until_the_first_has_stopped() throws Exception {
        route(to());
        RouteBuilder second = new RouteBuilder() {
            @Override
            public void configure() {
                // Camel itself lets only one route consume an endpoint; another option makes it another endpoint
                from(uri("maxInFlight=999"))
                        .routeId("second")
                        .autoStartup(false)
                        .process(RouteIT.this::see);
            }
        };
        context.addRoutes(second);
        assertThatThrownBy(() -> context.getRouteController().startRoute("second"))
                .hasMessageContaining("is read by the route r of this CamelContext, and a slot has one reader")
                .hasMessageContaining("a slot of its own");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        context.getRouteController().stopRoute("r");
        context.getRouteController().startRoute("second");
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
    }

    @Test
    void a_session_that_ends_stops_its_route_as_failed() throws Exception {
        route(to());
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        database.sql("DROP PUBLICATION pub", "INSERT INTO t VALUES (2)");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> context.getRouteController().getRouteStatus("r") == ServiceStatus.Stopped);
        assertThat(context.getRoute("r").getLastError().getException()).hasMessageContaining("publication");
    }

    @Test
    void connection_failures_go_to_the_error_handler_when_they_are_bridged() throws Exception {
        AtomicInteger bridged = new AtomicInteger();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .process(exchange -> bridged.incrementAndGet())
                        .handled(true);
                from(uri("bridgeErrorHandler=true")).routeId("r").process(RouteIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> bridged.get() > 0);
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
    }

    @Test
    void a_failed_exchange_goes_through_the_error_handler_once_when_it_is_bridged() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).process(exchange -> handled.incrementAndGet());
                from(uri("bridgeErrorHandler=true", "onFailure=skip"))
                        .routeId("r")
                        .process(RouteIT.this::see)
                        .process(exchange -> {
                            throw new IllegalStateException("always");
                        });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
        assertThat(handled).hasValue(2);
    }

    private Integer activePid() throws Exception {
        return database.queryOne(
                "SELECT active_pid FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'",
                Integer.class);
    }

    private RouteBuilder to(String... options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(RouteIT.this::see);
            }
        };
    }
}
