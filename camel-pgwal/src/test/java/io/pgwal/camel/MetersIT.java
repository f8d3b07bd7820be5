package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the meters of a route say while things happen to it. */
@OnOldestAndNewestPostgres
class MetersIT extends RouteFixture {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch release = new CountDownLatch(1);

    MetersIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void bindRegistry() {
        context.getRegistry().bind(MicrometerMeters.REGISTRY, registry);
    }

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void changes_are_counted_by_kind_and_relation_in_lists_too() throws Exception {
        database.sql("CREATE TABLE u (id int PRIMARY KEY)", "ALTER PUBLICATION pub ADD TABLE u");
        consume(exchange -> {}, "messages=true", "exchangePer=batch", "batchSize=3");
        database.sql(
                "INSERT INTO t SELECT generate_series(1, 4)",
                "BEGIN; UPDATE t SET name = 'x' WHERE id = 1; INSERT INTO u VALUES (1); DELETE FROM t WHERE id = 1;"
                        + " INSERT INTO u VALUES (2); COMMIT",
                "TRUNCATE t, u",
                "SELECT pg_logical_emit_message(true, 'p', 'c')");
        await().until(() -> changes("message", "none") == 1);
        assertThat(changes("insert", "public.t")).isEqualTo(4);
        assertThat(changes("insert", "public.u")).isEqualTo(2);
        assertThat(changes("update", "public.t")).isEqualTo(1);
        assertThat(changes("delete", "public.t")).isEqualTo(1);
        assertThat(changes("truncate", "public.t")).isEqualTo(1);
        assertThat(changes("truncate", "public.u")).isEqualTo(1);
        await().until(() -> counted("pgwal.bytes") > 500);
    }

    @Test
    void a_change_that_is_tried_again_counts_once_and_its_tries_by_themselves() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        consume(exchange -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
            see(exchange);
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        assertThat(changes("insert", "public.t")).isEqualTo(1);
        assertThat(counted("pgwal.retries")).isEqualTo(2);
        assertThat(counted("pgwal.skipped")).isZero();
    }

    @Test
    void what_is_skipped_is_counted() throws Exception {
        consume(
                exchange -> {
                    throw new IllegalStateException("never");
                },
                "onFailure=skip");
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        await().until(() -> counted("pgwal.skipped") == 2);
        assertThat(counted("pgwal.retries")).isZero();
    }

    @Test
    void a_route_that_takes_long_shows_in_its_own_stage_and_what_waits_for_it_in_the_queue() throws Exception {
        consume(exchange -> release.await());
        database.sql("INSERT INTO t VALUES (1)");
        await().until(() -> changes("insert", "public.t") == 1);
        database.sql("INSERT INTO t VALUES (2)");
        await().until(() -> gauged("pgwal.inflight") == 2);
        long bothAreHere = System.nanoTime();
        await().until(() -> System.nanoTime() - bothAreHere > 510_000_000);
        assertThat(gauged("pgwal.lag.oldest")).isGreaterThan(0.5);
        assertThat(gauged("pgwal.lag.bytes")).isPositive();
        release.countDown();
        await().until(() -> stage("route").count() == 2);
        for (String each : new String[] {"server", "network", "queue"}) {
            assertThat(stage(each).count()).as(each).isEqualTo(2);
        }
        assertThat(stage("route").max(TimeUnit.MILLISECONDS)).isGreaterThan(500);
        assertThat(stage("queue").max(TimeUnit.MILLISECONDS)).isGreaterThan(500);
        assertThat(stage("server").max(TimeUnit.MILLISECONDS)).isLessThan(5_000);
        assertThat(stage("network").max(TimeUnit.MILLISECONDS)).isLessThan(5_000);
        await().until(() -> gauged("pgwal.inflight") == 0 && gauged("pgwal.lag.oldest") == 0);
        await().atMost(Duration.ofSeconds(30)).until(() -> gauged("pgwal.lag.bytes") == 0);
    }

    @Test
    void a_server_that_is_behind_shows_in_the_stage_of_the_server() throws Exception {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        database.sql("INSERT INTO t VALUES (1)", "SELECT pg_sleep(1)");
        consume(exchange -> {});
        await().until(() -> stage("route").count() == 1);
        assertThat(stage("server").max(TimeUnit.MILLISECONDS)).isGreaterThan(1_000);
        assertThat(stage("network").max(TimeUnit.MILLISECONDS)).isLessThan(1_000);
    }

    @Test
    void a_lost_connection_is_counted_and_the_state_is_one_of_six() throws Exception {
        consume(this::see);
        await().until(() -> state("streaming") == 1);
        assertThat(state("stopped") + state("connecting") + state("silent") + state("paused") + state("standby"))
                .isZero();
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> counted("pgwal.reconnects") >= 1);
        double before = counted("pgwal.bytes");
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        await().until(() -> counted("pgwal.bytes") > before);
        context.getRouteController().suspendRoute("r");
        await().until(() -> state("paused") == 1);
    }

    /** Of a type that has no codec, so that a look at it is counted. */
    @Test
    void a_value_that_nobody_looks_at_is_not_decoded() throws Exception {
        database.sql("CREATE EXTENSION cube", "ALTER TABLE t ADD c cube");
        AtomicInteger looks = new AtomicInteger();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("binary=true")).routeId("r").to("seda:other");
                from("seda:other").filter(exchange -> looks.get() > 0).process(MetersIT.this::see);
            }
        });
        context.start();
        database.sql("INSERT INTO t SELECT n, 'x', '(1,2)' FROM generate_series(1, 10) n");
        await().until(() -> changes("insert", "public.t") == 10 && gauged("pgwal.inflight") == 0);
        assertThat(counted("pgwal.undecodable")).isZero();
        looks.set(1);
        database.sql("INSERT INTO t VALUES (11, 'x', '(1,2)')");
        awaitSeen(1);
        assertThat((String) ((Map<?, ?>) seen.get(0).body()).get("c")).startsWith("\\x");
        await().until(() -> counted("pgwal.undecodable") == 1);
    }

    @Test
    void what_a_transaction_in_progress_has_in_files_is_shown_as_long_as_it_is_there() throws Exception {
        consume(
                exchange -> {},
                "streaming=on",
                "maxTransactionMemory=1",
                "driver.options=RAW(-c logical_decoding_work_mem=64kB)");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN; INSERT INTO t SELECT n, 'row' FROM generate_series(1, 5000) n");
            await().until(() -> gauged("pgwal.spilled.bytes") > 10_000);
            statement.execute("COMMIT");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> changes("insert", "public.t") == 5_000);
        await().until(() -> gauged("pgwal.spilled.bytes") == 0);
    }

    @Test
    void a_stopped_route_is_shown_as_stopped_and_one_that_starts_again_goes_on_counting() throws Exception {
        consume(this::see);
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        context.getRouteController().stopRoute("r");
        assertThat(state("stopped")).isEqualTo(1);
        assertThat(changes("insert", "public.t")).isEqualTo(1);
        context.getRouteController().startRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
        assertThat(changes("insert", "public.t")).isEqualTo(2);
        await().until(() -> state("streaming") == 1 && state("stopped") == 0);
        context.getRouteController().stopRoute("r");
        context.removeRoute("r");
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_second_reader_that_is_refused_leaves_meters_and_health_of_the_first_alone() throws Exception {
        context.start();
        PgWalConsumer first = (PgWalConsumer) context.getEndpoint(uri()).createConsumer(exchange -> {});
        first.start();
        await().until(() -> state("streaming") == 1);
        PgWalConsumer second = (PgWalConsumer) context.getEndpoint(uri()).createConsumer(exchange -> {});
        assertThatThrownBy(second::start).hasMessageContaining("a slot has one reader");
        assertThat(second.getHealthCheck().call().getState()).isEqualTo(HealthCheck.State.DOWN);
        second.shutdown();
        assertThat(state("streaming")).isEqualTo(1);
        assertThat(HealthCheckHelper.getHealthCheck(
                        context, first.getHealthCheck().getId()))
                .isSameAs(first.getHealthCheck());
        first.shutdown();
        assertThat(registry.getMeters()).isEmpty();
    }

    private void consume(Processor processor, String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(processor);
            }
        });
    }

    private double changes(String kind, String relation) {
        return registry
                .find("pgwal.changes")
                .tags("kind", kind, "relation", relation, "slot", database.slot(), "route", "r")
                .counters()
                .stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }

    private double counted(String name) {
        FunctionCounter counter = registry.get(name).functionCounter();
        return counter.count();
    }

    private double gauged(String name) {
        return name.equals("pgwal.lag.oldest")
                ? registry.get(name).timeGauge().value(TimeUnit.SECONDS)
                : registry.get(name).gauge().value();
    }

    private double state(String state) {
        return registry.get("pgwal.state").tag("state", state).gauge().value();
    }

    private Timer stage(String stage) {
        return registry.get("pgwal.lag").tag("stage", stage).timer();
    }
}
