package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.util.List;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.DefaultContextReloadStrategy;
import org.junit.jupiter.api.Test;

/** What Camel does to routes from outside. It is the same for each PostgreSQL, so one is enough. */
class LifecycleIT extends RouteFixture {

    LifecycleIT() {
        super(PgServers.newest());
    }

    @Test
    void a_route_that_does_not_start_by_itself_makes_nothing_and_is_not_reported() throws Exception {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        registry.register(registry.resolveById("consumers"));
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).routeId("r").autoStartup(false).process(LifecycleIT.this::see);
            }
        });
        assertThat(slots()).isZero();
        assertThat(HealthCheckHelper.invokeReadiness(context))
                .extracting(HealthCheck.Result::getState)
                .doesNotContain(HealthCheck.State.DOWN);
        context.getRouteController().startRoute("r");
        assertThat(slots()).isEqualTo(1);
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
    }

    /** As after the rotation of a secret. */
    @Test
    void a_reload_of_the_context_goes_on_with_the_new_password_and_loses_nothing() throws Exception {
        database.sql("CREATE ROLE " + database.name() + " LOGIN REPLICATION SUPERUSER PASSWORD 'old'");
        Properties vault = new Properties();
        vault.setProperty("password", "old");
        context.getPropertiesComponent().setOverrideProperties(vault);
        DefaultContextReloadStrategy reload = new DefaultContextReloadStrategy();
        context.addService(reload);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("username=" + database.name(), "password=RAW({{password}})"))
                        .routeId("r")
                        .process(LifecycleIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        database.sql("ALTER ROLE " + database.name() + " PASSWORD 'new'");
        vault.setProperty("password", "new");
        reload.onReload(this);
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
        assertThat(((PgWalEndpoint) context.getRoute("r").getEndpoint())
                        .getConfiguration()
                        .getPassword())
                .isEqualTo("new");
        context.stop();
        database.sql("DROP ROLE " + database.name());
    }

    @Test
    void a_stopped_route_leaves_no_thread_behind() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("concurrentConsumers=3")).routeId("r").process(LifecycleIT.this::see);
            }
        });
        for (int i = 1; i <= 10; i++) {
            database.sql("INSERT INTO t VALUES (" + i + ")");
            awaitSeen(i);
            assertThat(threads()).hasSizeGreaterThanOrEqualTo(4);
            context.getRouteController().stopRoute("r");
            await().until(() -> threads().isEmpty());
            context.getRouteController().startRoute("r");
        }
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("pgwal-" + database.slot()))
                .toList();
    }

    private long slots() throws Exception {
        return database.queryOne(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'", Long.class);
    }
}
