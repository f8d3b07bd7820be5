package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.EventId;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Each operation of a producer about a slot: what it does, what it answers, and what it says when it may not. */
@OnOldestAndNewestPostgres
class ProducerIT extends ProducerFixture {

    ProducerIT(PgServer server) {
        super(server);
    }

    @Test
    void status_tells_what_the_consumer_knows_and_what_the_server_says() throws Exception {
        consume();
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        await().until(() -> "STREAMING".equals(consumer().get("state")));
        Map<?, ?> status = answer(null, "operation=status");
        assertThat(status.get("slot")).isEqualTo(database.slot());
        assertThat(consumer())
                .containsEntry("routeId", "r")
                .containsEntry("inFlight", 0L)
                .containsEntry("reconnects", 0L)
                .containsKeys("since", "asOf", "receivedLsn", "confirmedLsn", "serverLsn", "lagBytes", "lagMillis")
                .containsKeys("oldestInFlightMillis", "undecodable")
                .doesNotContainKey("lastError");
        assertThat(server())
                .containsEntry("plugin", "pgoutput")
                .containsEntry("database", database.name())
                .containsEntry("active", true)
                .containsEntry("walStatus", "reserved")
                .containsEntry("failover", server.major() >= 17)
                .containsKeys("activePid", "restartLsn", "confirmedLsn", "serverLsn", "retainedBytes", "lagBytes")
                .containsKeys("temporary", "twoPhase", "spilledTransactions", "spilledBytes");
    }

    @Test
    void status_of_a_slot_that_nobody_reads_here_is_what_the_server_says() throws Exception {
        assertThat(answer(null, "operation=status")).isEqualTo(Map.of("slot", database.slot()));
        createSlot();
        assertThat(server()).containsEntry("active", false).doesNotContainKey("activePid");
        assertThat(answer(null, "operation=status").containsKey("consumer")).isFalse();
    }

    @Test
    void status_tells_what_the_consumer_knows_when_the_server_cannot_be_asked() throws Exception {
        consume();
        await().until(() -> "STREAMING".equals(consumer().get("state")));
        Map<?, ?> status = answer(null, "operation=status", "port=1");
        assertThat(status.get("serverError")).asString().contains("failed").contains("SQLSTATE 08");
        assertThat(((Map<?, ?>) status.get("consumer")).get("state")).isEqualTo("STREAMING");
        context.getRouteController().stopRoute("r");
        assertThat(failure(send(null, "operation=status", "port=1")).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }

    @Test
    void a_paused_consumer_keeps_its_connection_and_hands_nothing_over_until_it_is_resumed() throws Exception {
        consume();
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        Object pid = server().get("activePid");
        assertThat(send(null, "operation=pause").getException()).isNull();
        await().until(() -> "PAUSED".equals(consumer().get("state")));
        assertThat(send(null, "operation=pause").getException())
                .as("pausing what is paused changes nothing")
                .isNull();
        database.sql("INSERT INTO t VALUES (2)");
        await().during(Duration.ofMillis(500)).until(() -> seen.size() == 1);
        assertThat(send(null, "operation=resume").getException()).isNull();
        awaitSeen(2);
        assertThat(server().get("activePid")).isEqualTo(pid);
        await().until(() -> "STREAMING".equals(consumer().get("state")));
    }

    @Test
    void a_route_may_pause_its_own_consumer() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).routeId("r").process(ProducerIT.this::see).to(uri("operation=pause", "maxInFlight=999"));
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        await().until(() -> "PAUSED".equals(consumer().get("state")));
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        database.sql("INSERT INTO t VALUES (2)");
        send(null, "operation=resume");
        awaitSeen(2);
    }

    @Test
    void without_a_running_consumer_there_is_nothing_to_pause_or_resume() throws Exception {
        consume();
        await().until(() -> "STREAMING".equals(consumer().get("state")));
        context.getRouteController().stopRoute("r");
        for (String operation : List.of("pause", "resume")) {
            ReplicationFailure failure = failure(send(null, "operation=" + operation));
            assertThat(failure.kind()).isEqualTo(Kind.NO_CONSUMER);
            assertThat(failure).hasMessageContaining(database.slot());
        }
        context.getRouteController().startRoute("r");
        ReplicationFailure other = failure(context.createFluentProducerTemplate()
                .to("pgwal:another?operation=pause")
                .send());
        assertThat(other.kind()).isEqualTo(Kind.NO_CONSUMER);
        assertThat(other)
                .hasMessageContaining("what is read here: " + database.slot() + " of postgresql://" + server.host());
    }

    @Test
    void advance_moves_the_slot_of_a_stopped_route_past_an_event() throws Exception {
        consume("onFailure=stop");
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)");
        awaitSeen(3);
        awaitConfirmed(seen.get(2).header(PgWalConstants.END_LSN));
        context.getRouteController().stopRoute("r");
        database.sql("INSERT INTO t VALUES (4)", "INSERT INTO t VALUES (5)", "INSERT INTO t VALUES (6)");
        List<String> pending = pendingEventIds();
        assertThat(failure(send(null, Map.of(PgWalConstants.EVENT_ID, pending.get(1)), "operation=advance"))
                        .kind())
                .isEqualTo(Kind.WOULD_SKIP);
        Exchange done = send(
                "not looked at", Map.of(PgWalConstants.EVENT_ID, pending.get(1)), "operation=advance", "force=true");
        assertThat(done.getException()).isNull();
        Map<?, ?> answer = done.getMessage().getBody(Map.class);
        assertThat(answer.get("slot")).isEqualTo(database.slot());
        assertThat(answer.get("moved")).isEqualTo(true);
        assertThat(answer.get("to")).isEqualTo(confirmedFlush().toString()).isNotEqualTo(answer.get("from"));
        assertThat(answer(pending.get(0), "operation=advance").get("moved"))
                .as("it is past that one already")
                .isEqualTo(false);
        context.getRouteController().startRoute("r");
        awaitSeen(4);
        assertThat(ids()).containsExactly(1, 2, 3, 6);
    }

    @Test
    void advance_takes_a_position_as_the_body() throws Exception {
        createSlot();
        database.sql("CREATE TABLE other (id int)", "INSERT INTO other VALUES (1)");
        String end = database.queryOne("SELECT pg_current_wal_lsn()::text", String.class);
        assertThat(answer(end, "operation=advance").get("to")).isEqualTo(end);
        for (String body : List.of("tomorrow", "0/x", "")) {
            assertThat(failure(send(body, "operation=advance")).kind()).isEqualTo(Kind.BAD_SETTING);
        }
    }

    @Test
    void advance_and_dropSlot_are_refused_while_a_route_of_this_context_uses_the_slot() throws Exception {
        consume();
        await().until(() -> "STREAMING".equals(consumer().get("state")));
        for (String operation : List.of("advance", "dropSlot")) {
            ReplicationFailure failure = failure(send("0/1", "operation=" + operation));
            assertThat(failure.kind()).isEqualTo(Kind.SLOT_BUSY);
            assertThat(failure).hasMessageContaining("the route r of this CamelContext");
        }
    }

    @Test
    void advance_and_dropSlot_are_refused_while_somebody_else_reads_the_slot_and_the_process_is_named()
            throws Exception {
        consume();
        await().until(() -> "STREAMING".equals(consumer().get("state")));
        Object pid = server().get("activePid");
        CamelContext elsewhere = new DefaultCamelContext();
        try {
            elsewhere.start();
            for (String operation : List.of("advance", "dropSlot")) {
                Exchange exchange = elsewhere
                        .createFluentProducerTemplate()
                        .withBody("0/1")
                        .to(uri("operation=" + operation))
                        .send();
                assertThat(failure(exchange).kind()).isEqualTo(Kind.SLOT_BUSY);
                assertThat(failure(exchange)).hasMessageContaining("process " + pid);
            }
        } finally {
            elsewhere.stop();
        }
    }

    @Test
    void dropSlot_drops_the_slot_of_a_stopped_route_and_names_a_missing_one() throws Exception {
        consume();
        await().until(() -> "STREAMING".equals(consumer().get("state")));
        context.getRouteController().stopRoute("r");
        await().until(() -> Boolean.FALSE.equals(server().get("active")));
        assertThat(send(null, "operation=dropSlot").getException()).isNull();
        assertThat(answer(null, "operation=status").containsKey("server")).isFalse();
        ReplicationFailure missing = failure(send(null, "operation=dropSlot"));
        assertThat(missing.kind()).isEqualTo(Kind.SLOT_MISSING);
        assertThat(missing).hasMessageContaining(database.slot());
    }

    @Test
    void the_header_says_what_to_do_in_place_of_the_option_and_without_both_nothing_is_done() throws Exception {
        createSlot();
        send(null, Map.of(PgWalConstants.OPERATION, "dropSlot"), "operation=status");
        assertThat(answer(null, "operation=status").containsKey("server")).isFalse();
        ReplicationFailure none = failure(send(null));
        assertThat(none.kind()).isEqualTo(Kind.BAD_SETTING);
        assertThat(none).hasMessageContaining("no operation").hasMessageContaining("CamelPgWalOperation");
        ReplicationFailure unknown = failure(send(null, Map.of(PgWalConstants.OPERATION, "erase"), "operation=status"));
        assertThat(unknown.kind()).isEqualTo(Kind.BAD_SETTING);
        assertThat(unknown).hasMessageContaining("'erase'").hasMessageContaining("dropSlot");
    }

    private List<String> pendingEventIds() throws Exception {
        List<String> ids = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (var session = new io.pgwal.replication.ReplicationSession(
                context.getEndpoint(uri("messages=true"), PgWalEndpoint.class)
                        .getConfiguration()
                        .toSettings(),
                (change, delivery) ->
                        ids.add(change.eventId().map(EventId::toString).orElseThrow()))) {
            session.start();
            await().until(() -> ids.size() == 3);
            session.stop(Duration.ZERO);
        }
        await().until(() -> Boolean.FALSE.equals(server().get("active")));
        return ids;
    }

    private void createSlot() throws Exception {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    private Map<String, Object> consumer() throws Exception {
        return part("consumer");
    }

    private Map<String, Object> server() throws Exception {
        return part("server");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> part(String key) throws Exception {
        Object part = answer(null, "operation=status").get(key);
        return part == null ? Map.of() : (Map<String, Object>) part;
    }
}
