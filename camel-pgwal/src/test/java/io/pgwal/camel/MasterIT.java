package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under {@code master:}, which gives its consumer no route, and stops it without asking. */
class MasterIT extends RouteFixture {

    @TempDir
    Path cluster;

    private CamelContext other;

    MasterIT() {
        super(PgServers.newest());
    }

    @BeforeEach
    void createOther() {
        other = new DefaultCamelContext();
        other.getShutdownStrategy().setTimeout(10);
    }

    @AfterEach
    void stopOther() {
        other.stop();
    }

    @Test
    void one_of_two_reads_and_is_ready_and_the_other_takes_over_when_it_goes() throws Exception {
        join(context);
        await().atMost(Duration.ofSeconds(30)).until(() -> isReady(context));
        join(other);
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        assertThat(checks(other)).as("it has no consumer").isEmpty();
        assertThat(isReady(context)).isTrue();
        context.stop();
        await().atMost(Duration.ofSeconds(60)).until(() -> isReady(other));
        database.sql("INSERT INTO t VALUES (2)");
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
    }

    private void join(CamelContext member) throws Exception {
        FileLockClusterService service = new FileLockClusterService();
        service.setRoot(cluster.toString());
        service.setAcquireLockDelay(100, TimeUnit.MILLISECONDS);
        service.setAcquireLockInterval(500, TimeUnit.MILLISECONDS);
        member.addService(service);
        HealthCheckRegistry registry = HealthCheckRegistry.get(member);
        registry.register(registry.resolveById("consumers"));
        registry.setExposureLevel("full");
        member.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("master:readers:" + uri()).routeId("r").process(MasterIT.this::see);
            }
        });
        member.start();
    }

    private boolean isReady(CamelContext member) {
        List<HealthCheck.Result> results = checks(member);
        return results.size() == 1
                && results.get(0).getState() == HealthCheck.State.UP
                && "STREAMING".equals(results.get(0).getDetails().get("state"));
    }

    private List<HealthCheck.Result> checks(CamelContext member) {
        return HealthCheckHelper.invokeReadiness(member).stream()
                .filter(result -> result.getCheck().getId().equals("consumer:pgwal-" + database.slot()))
                .toList();
    }
}
