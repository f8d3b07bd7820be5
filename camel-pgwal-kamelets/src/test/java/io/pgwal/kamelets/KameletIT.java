package io.pgwal.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwal.camel.PgWalComponent;
import io.pgwal.camel.PgWalConfiguration;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.camel.PgWalEndpoint;
import io.pgwal.camel.RouteFixture;
import io.pgwal.testing.PgServers;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** The Kamelet, found where Camel looks for Kamelets, in YAML routes that read a real server. */
class KameletIT extends RouteFixture {

    private final Properties settings = new Properties();

    KameletIT() {
        super(PgServers.newest());
    }

    @Test
    void the_body_is_the_row_and_text_for_who_asks_for_it() throws Exception {
        collectAt("direct:end");
        load("row.yaml", """
                - route:
                    from:
                      uri: kamelet:pgwal-source
                      parameters: { slot: "{{pg.slot}}", publication: pub, url: "{{pg.url}}", username: "{{pg.username}}", password: "{{pg.password}}" }
                      steps:
                        - setHeader: { name: text, simple: { expression: "${body}", resultType: java.lang.String } }
                        - to: direct:end
                """);
        database.sql("INSERT INTO t VALUES (1, 'a')");
        awaitSeen(1);
        assertThat(seen.get(0).body()).isEqualTo(Map.of("id", 1, "name", "a"));
        assertThat(seen.get(0).header("text")).isEqualTo("{\"id\":1,\"name\":\"a\"}");
        assertThat(seen.get(0).header(PgWalConstants.KIND)).isEqualTo("INSERT");
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void the_example_route_delivers_json() throws Exception {
        collectAt("direct:end");
        JsonNode route = Yaml.example("shop-changes.camel.yaml");
        load("route.yaml", Yaml.text(route).stripTrailing() + "\n      - to:\n          uri: direct:end\n");
        database.sql("INSERT INTO t VALUES (1, 'a')");
        awaitSeen(1);
        assertThat(seen.get(0).body()).isEqualTo("{\"id\":1,\"name\":\"a\"}");
    }

    @Test
    void the_example_pipe_delivers_the_envelope_of_debezium() throws Exception {
        collectAt("direct:end");
        loadPipe();
        database.sql("INSERT INTO t VALUES (1, 'a')");
        awaitSeen(1);
        assertThat((String) seen.get(0).body())
                .startsWith("{\"before\":null,\"after\":{\"id\":1,\"name\":\"a\"},\"source\":{")
                .contains("\"op\":\"c\"");
    }

    @Test
    void the_flows_of_the_example_integration_deliver_events_of_cloudevents() throws Exception {
        collectAt("direct:end");
        JsonNode integration = Yaml.example("shop-changes.integration.yaml");
        load("flows.yaml", Yaml.text(integration.at("/spec/flows")));
        database.sql("INSERT INTO t VALUES (1, 'a')");
        awaitSeen(1);
        assertThat((String) seen.get(0).body())
                .contains("\"specversion\":\"1.0\"")
                .contains("\"type\":\"io.pgwal.insert\"")
                .contains("\"after\":{\"id\":1,\"name\":\"a\"}");
    }

    @Test
    void a_step_that_fails_holds_the_position_until_it_has_worked() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:end")
                        .errorHandler(noErrorHandler())
                        .process(KameletIT.this::see)
                        .process(exchange -> {
                            if (failures.getAndDecrement() > 0) {
                                assertThat(isConfirmed(seen.get(0))).isFalse();
                                throw new IllegalStateException("not now");
                            }
                        });
            }
        });
        loadPipe();
        database.sql("INSERT INTO t VALUES (1, 'a')");
        awaitSeen(2);
        assertThat(seen.get(1).header(PgWalConstants.EVENT_ID))
                .isEqualTo(seen.get(0).header(PgWalConstants.EVENT_ID));
        assertThat(seen.get(1).header(PgWalConstants.REDELIVERY)).isEqualTo("1");
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }

    @Test
    void what_the_route_leaves_out_is_what_the_component_says() throws Exception {
        collectAt("direct:end");
        context.getComponent("pgwal", PgWalComponent.class).getConfiguration().setMaxInFlight(17);
        load("route.yaml", Yaml.text(Yaml.example("shop-changes.camel.yaml")));
        assertThat(endpoint().getConfiguration().getMaxInFlight()).isEqualTo(17);
    }

    @Test
    void what_the_route_leaves_out_is_looked_up_by_its_name_as_with_every_kamelet() throws Exception {
        collectAt("direct:end");
        settings.setProperty("maxInFlight", "18");
        load("route.yaml", Yaml.text(Yaml.example("shop-changes.camel.yaml")));
        assertThat(endpoint().getConfiguration().getMaxInFlight()).isEqualTo(18);
    }

    /** The example, but for the names of the slot and the publication. */
    private void loadPipe() throws Exception {
        PgWalConfiguration component =
                context.getComponent("pgwal", PgWalComponent.class).getConfiguration();
        component.setUrl(database.jdbcUrl());
        component.setUsername(server.user());
        component.setPassword(server.password());
        component.setRedeliveryDelay(50);
        load(
                "shop-changes.pipe.yaml",
                Files.readString(Yaml.EXAMPLES.resolve("shop-changes.pipe.yaml"))
                        .replace("slot: shop", "slot: " + database.slot())
                        .replace("publication: shop", "publication: pub"));
    }

    private PgWalEndpoint endpoint() {
        return context.getEndpoints().stream()
                .filter(PgWalEndpoint.class::isInstance)
                .map(PgWalEndpoint.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private void collectAt(String uri) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(KameletIT.this::see);
            }
        });
    }

    private void load(String file, String yaml) throws Exception {
        settings.putAll(Map.of(
                "pg.slot", database.slot(),
                "pg.publication", "pub",
                "pg.host", server.host(),
                "pg.port", Integer.toString(server.port()),
                "pg.database", database.name(),
                "pg.url", database.jdbcUrl(),
                "pg.username", server.user(),
                "pg.password", server.password(),
                "shop.sink", "direct:end"));
        context.getPropertiesComponent().setInitialProperties(settings);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(file, yaml));
        context.start();
    }
}
