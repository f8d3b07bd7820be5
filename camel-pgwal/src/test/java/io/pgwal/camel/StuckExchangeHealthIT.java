package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readiness while one exchange holds the position, and what a consumer reports after it recovered. */
class StuckExchangeHealthIT extends RouteFixture {

    private final CountDownLatch release = new CountDownLatch(1);

    StuckExchangeHealthIT() {
        super(PgServers.newest());
    }

    @AfterEach
    void releaseExchange() {
        release.countDown();
    }

    @Test
    void a_route_is_not_ready_while_an_exchange_fails_for_too_long() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("readinessTimeout=300")).routeId("r").process(exchange -> {
                    if (fails.get()) {
                        throw new IllegalStateException("the sink is down");
                    }
                });
            }
        });
        awaitState(State.UP);
        database.sql("INSERT INTO t VALUES (1, 'secret')");
        awaitState(State.DOWN);
        assertThat(health().getMessage()).hasValueSatisfying(text -> assertThat(text)
                .startsWith("An exchange has been failing since")
                .contains("INSERT of public.t")
                .contains("IllegalStateException")
                .doesNotContain("secret"));
        assertThat((String) details().get("failing")).contains("INSERT of public.t");
        fails.set(false);
        awaitState(State.UP);
        assertThat(details()).containsEntry("failing", null);
    }

    @Test
    void a_route_is_not_ready_while_an_exchange_hangs_for_too_long() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("readinessTimeout=300")).routeId("r").process(exchange -> release.await());
            }
        });
        context.start();
        database.sql("INSERT INTO t VALUES (1)");
        awaitState(State.DOWN);
        assertThat(health().getMessage())
                .hasValueSatisfying(text -> assertThat(text).startsWith("An exchange has been in the route for"));
        release.countDown();
        awaitState(State.UP);
    }

    @Test
    void route_is_not_ready_while_an_acknowledgement_is_missing_too_long() throws Exception {
        List<PgWalAck> acks = new CopyOnWriteArrayList<>();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("readinessTimeout=300", "manualAck=true"))
                        .routeId("r")
                        .process(exchange ->
                                acks.add(exchange.getMessage().getHeader(PgWalConstants.ACK, PgWalAck.class)));
            }
        });
        context.start();
        database.sql("INSERT INTO t VALUES (1)");
        awaitState(State.DOWN);
        assertThat(health().getMessage())
                .hasValueSatisfying(text -> assertThat(text).startsWith("The route has let go of an exchange"));
        acks.get(0).acknowledge();
        awaitState(State.UP);
    }

    @Test
    void recovered_consumer_reports_no_error_and_unknown_lag_as_unknown() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).routeId("r").process(StuckExchangeHealthIT.this::see);
            }
        });
        awaitState(State.UP);
        CamelContext other = new DefaultCamelContext();
        other.start();
        try {
            PgWalConsumer waiting = (PgWalConsumer) other.getEndpoint(uri()).createConsumer(exchange -> {});
            waiting.start();
            await().until(() -> "STANDBY".equals(waiting.getSessionState()));
            assertThat(waiting.getLagBytes()).isNull();
            assertThat(waiting.getLagMillis()).isNull();
            assertThat(waiting.getConfirmedLsn()).isNull();
            assertThat(waiting.getLastError()).contains("in use by");
            context.getRouteController().stopRoute("r");
            await().until(() -> "STREAMING".equals(waiting.getSessionState()));
            assertThat(waiting.getLastError()).isNull();
            assertThat(waiting.getLagBytes()).isNotNegative();
            assertThat(waiting.getLagMillis()).isZero();
        } finally {
            other.stop();
        }
    }

    private HealthCheck.Result health() {
        return ((PgWalConsumer) context.getRoute("r").getConsumer())
                .getHealthCheck()
                .call();
    }

    private Map<String, Object> details() {
        return health().getDetails();
    }

    private void awaitState(State state) {
        await().atMost(Duration.ofSeconds(30)).until(() -> health().getState() == state);
    }
}
