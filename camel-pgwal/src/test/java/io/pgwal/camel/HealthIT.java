package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TcpForwarder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Camel's readiness says of a route, over everything that can happen to it. */
@OnOldestAndNewestPostgres
class HealthIT extends RouteFixture {

    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

    private final CountDownLatch release = new CountDownLatch(1);
    private TcpForwarder network;

    HealthIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void openNetwork() {
        network = new TcpForwarder(server.port());
        // which Camel Main does by itself
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        registry.register(registry.resolveById("consumers"));
        registry.setExposureLevel("full");
    }

    @AfterEach
    void closeNetwork() {
        release.countDown();
        network.close();
    }

    @Test
    void a_route_is_ready_while_it_is_connected_and_tells_why_when_it_is_not() throws Exception {
        consume();
        awaitState(State.UP);
        assertThat(details()).containsEntry("state", "STREAMING").containsEntry("walStatus", "reserved");
        network.leadTo(1);
        network.cut();
        awaitState(State.DOWN);
        assertThat(health().getMessage())
                .hasValueSatisfying(text ->
                        assertThat(text).startsWith("Not connected since").contains("tried again"));
        assertThat(details()).containsEntry("state", "CONNECTING").containsKey("lastError");
        await().until(() -> (Long) details().get("attempts") > 1);
        network.leadTo(server.port());
        awaitState(State.UP);
        assertThat((Long) details().get("reconnects")).isPositive();
    }

    @Test
    void a_peer_that_is_silently_gone_is_noticed_within_two_status_intervals() throws Exception {
        consume();
        awaitState(State.UP);
        network.stall();
        long stalled = System.nanoTime();
        awaitState(State.DOWN);
        Duration took = Duration.ofNanos(System.nanoTime() - stalled);
        assertThat(took).isLessThan(STATUS_INTERVAL.multipliedBy(2).plusMillis(700));
        assertThat(health().getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("does not answer"));
        network.resume();
        awaitState(State.UP);
    }

    @Test
    void so_is_one_that_goes_in_the_middle_of_a_message() throws Exception {
        consume();
        awaitState(State.UP);
        network.stallAfter(50_000);
        database.sql("INSERT INTO t VALUES (1, repeat('x', 100000))");
        long stalled = System.nanoTime();
        awaitState(State.DOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - stalled))
                .isLessThan(STATUS_INTERVAL.multipliedBy(2).plusMillis(700));
        assertThat(health().getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("has hung since"));
        network.resume();
        awaitState(State.UP);
        awaitSeen(1);
    }

    @Test
    void so_is_one_that_goes_while_the_route_is_suspended() throws Exception {
        consume();
        awaitState(State.UP);
        HealthCheck own = ((PgWalConsumer) context.getRoute("r").getConsumer()).getHealthCheck();
        context.getRouteController().suspendRoute("r");
        await().until(() -> "PAUSED".equals(own.call().getDetails().get("state")));
        assertThat(own.call().getState()).isEqualTo(State.UP);
        network.stall();
        await().atMost(Duration.ofSeconds(10)).until(() -> own.call().getState() == State.DOWN);
        assertThat(own.call().getDetails()).containsEntry("state", "SILENT");
        network.resume();
        context.getRouteController().resumeRoute("r");
        awaitState(State.UP);
    }

    @Test
    void a_slow_route_is_ready_and_its_lag_shows() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumed()).routeId("r").process(exchange -> release.await());
            }
        });
        context.start();
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        await().until(() -> Long.valueOf(2).equals(details().get("inFlight")));
        assertThat(details()).containsEntry("handedOver", 0).containsEntry("attempts", 0L);
        await().atMost(Duration.ofSeconds(10)).until(() -> (Long) details().get("oldestInFlightMillis") > 500);
        assertThat((Long) details().get("lagMillis")).isGreaterThan(500);
        assertThat((Long) details().get("lagBytes")).isPositive();
        assertThat(health().getState()).isEqualTo(State.UP);
        release.countDown();
        await().until(() -> Long.valueOf(0).equals(details().get("inFlight")));
        await().until(() -> Long.valueOf(0).equals(details().get("lagMillis")));
        await().until(() -> Long.valueOf(0).equals(details().get("oldestInFlightMillis")));
    }

    @Test
    void a_standby_is_ready_and_says_that_it_is_one() throws Exception {
        consume();
        awaitState(State.UP);
        CamelContext other = new DefaultCamelContext();
        other.start();
        try {
            PgWalConsumer standby =
                    (PgWalConsumer) other.getEndpoint(consumed()).createConsumer(exchange -> {});
            standby.start();
            HealthCheck check = standby.getHealthCheck();
            await().until(() -> "STANDBY".equals(check.call().getDetails().get("state")));
            assertThat(check.call().getState()).isEqualTo(State.UP);
            assertThat((String) check.call().getDetails().get("lastError")).contains("pg_terminate_backend");
            assertThat(standby.getReconnects()).as("it waits, and lost nothing").isZero();
        } finally {
            other.stop();
        }
    }

    @Test
    void a_consumer_that_cannot_start_says_why() throws Exception {
        context.start();
        Consumer consumer = context.getEndpoint(consumed("publication=missing")).createConsumer(exchange -> {});
        assertThatThrownBy(consumer::start).hasMessageContaining("has no publication missing");
        HealthCheck.Result result = ((PgWalConsumer) consumer).getHealthCheck().call();
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("CREATE PUBLICATION"));
        consumer.stop();
    }

    @Test
    void a_route_that_was_stopped_by_a_failure_says_why() throws Exception {
        consume();
        awaitState(State.UP);
        HealthCheck own = ((PgWalConsumer) context.getRoute("r").getConsumer()).getHealthCheck();
        network.leadTo(1);
        network.cut();
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(20))
                .until(() -> database.queryOne(
                                "SELECT pg_drop_replication_slot('" + database.slot() + "')::text", String.class)
                        != null);
        network.leadTo(server.port());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> "STOPPED".equals(own.call().getDetails().get("state")));
        assertThat(own.call().getState()).isEqualTo(State.DOWN);
        assertThat(own.call().getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("has been dropped"));
        await().until(() -> health().getState() == State.DOWN);
    }

    @Test
    void a_consumer_without_a_route_is_found_in_the_registry() throws Exception {
        context.start();
        PgWalConsumer consumer = (PgWalConsumer) context.getEndpoint(consumed()).createConsumer(exchange -> {});
        consumer.start();
        String id = consumer.getHealthCheck().getId();
        await().until(() -> HealthCheckHelper.invoke(context, id, Map.of())
                .filter(result -> result.getState() == State.UP)
                .isPresent());
        consumer.stop();
        assertThat(HealthCheckHelper.getHealthCheck(context, id)).isNull();
    }

    @Test
    void one_that_was_ended_by_a_failure_stays_there_and_says_why_until_it_is_removed() throws Exception {
        context.start();
        PgWalConsumer consumer = (PgWalConsumer) context.getEndpoint(consumed()).createConsumer(exchange -> {});
        consumer.start();
        String id = consumer.getHealthCheck().getId();
        await().until(() -> "STREAMING".equals(consumer.getSessionState()));
        database.sql("DROP PUBLICATION pub", "INSERT INTO t VALUES (1)");
        await().atMost(Duration.ofSeconds(20)).until(consumer::isStopped);
        HealthCheck.Result result =
                HealthCheckHelper.invoke(context, id, Map.of()).orElseThrow();
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage())
                .hasValueSatisfying(
                        text -> assertThat(text).startsWith("Stopped since").contains("publication"));
        consumer.shutdown();
        assertThat(HealthCheckHelper.getHealthCheck(context, id)).isNull();
    }

    private String consumed(String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "port=" + network.port();
        all[options.length + 1] = "statusInterval=" + STATUS_INTERVAL.toMillis();
        return uri(all);
    }

    private void consume() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumed()).routeId("r").process(HealthIT.this::see);
            }
        });
    }

    private HealthCheck.Result health() {
        return health("r");
    }

    /** As readiness has it: of all checks, that of this route's consumer. */
    private HealthCheck.Result health(String route) {
        return HealthCheckHelper.invokeReadiness(context).stream()
                .filter(result -> result.getCheck().getId().equals("consumer:" + route))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check of " + route + " among "
                        + HealthCheckHelper.invokeReadiness(context) + context.getRoutes()));
    }

    private Map<String, Object> details() {
        return health().getDetails();
    }

    private void awaitState(State state) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> health().getState() == state
                        && (state == State.DOWN || details().get("walStatus") != null));
    }
}
