package io.pgwal.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Body;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with the starter: the route is {@code camel/orders.yaml}, the connection is in its properties. */
class ApplicationIT {

    private static final List<Object> SEEN = new CopyOnWriteArrayList<>();

    private static final int NOBODY_LISTENS = 1;

    private TestDatabase database;

    /** Called from the route. */
    public static final class Seen {
        public void see(@Body Map<String, Object> row) {
            SEEN.add(row.get("id"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Seen seen() {
            return new Seen();
        }
    }

    @BeforeEach
    void createDatabase() throws Exception {
        SEEN.clear();
        database = PgServers.newest().newDatabase();
        database.sql("CREATE TABLE orders (id int PRIMARY KEY)", "CREATE PUBLICATION shop FOR TABLE orders");
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    @Test
    void it_goes_on_where_it_was_acknowledged_and_its_health_says_that_it_streams() throws Exception {
        try (ConfigurableApplicationContext application =
                start(database.server().port())) {
            database.sql("INSERT INTO orders VALUES (1), (2)");
            await().atMost(Duration.ofSeconds(30)).until(() -> SEEN.size() >= 2);
            HealthComponent health = camelHealth(application);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.toString()).contains("consumer:pgwal-orders").contains("STREAMING");
        }
        database.sql("INSERT INTO orders VALUES (3)");
        try (ConfigurableApplicationContext application =
                start(database.server().port())) {
            assertThat(application.isActive()).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> SEEN.size() >= 3);
        }
        assertThat(SEEN).as("nothing twice, nothing lost").containsExactly(1, 2, 3);
    }

    @Test
    void its_health_is_down_with_the_reason_while_the_server_does_not_answer() {
        try (ConfigurableApplicationContext application = start(NOBODY_LISTENS)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(camelHealth(application).toString()).contains("refused"));
            assertThat(camelHealth(application).getStatus()).isEqualTo(Status.DOWN);
        }
    }

    private ConfigurableApplicationContext start(int port) {
        return new SpringApplicationBuilder(Application.class)
                .run(
                        "--slot=" + database.slot(),
                        "--camel.component.pgwal.host=" + database.server().host(),
                        "--camel.component.pgwal.port=" + port,
                        "--camel.component.pgwal.database=" + database.name(),
                        "--camel.component.pgwal.username=" + database.server().user(),
                        "--camel.component.pgwal.password=" + database.server().password(),
                        "--camel.health.exposure-level=full",
                        "--management.endpoint.health.show-details=always");
    }

    private static HealthComponent camelHealth(ConfigurableApplicationContext application) {
        return application.getBean(HealthEndpoint.class).healthForPath("camelHealth");
    }
}
