package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.PgServers;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application of Camel Main: the connection is in {@code camel.component.pgwal.*}, the routes say only what they read. */
class CamelMainIT extends RouteFixture {

    private Main main;

    CamelMainIT() {
        super(PgServers.newest());
    }

    @BeforeEach
    void configureMain() {
        main = new Main();
        main.addInitialProperty("slot", database.slot());
        main.addInitialProperty("camel.component.pgwal.host", server.host());
        main.addInitialProperty("camel.component.pgwal.port", Integer.toString(server.port()));
        main.addInitialProperty("camel.component.pgwal.database", database.name());
        main.addInitialProperty("camel.component.pgwal.username", server.user());
        main.addInitialProperty("camel.component.pgwal.password", server.password());
        main.addInitialProperty("camel.component.pgwal.publication", "other");
        main.addInitialProperty("camel.component.pgwal.redelivery-delay", "50");
        main.addInitialProperty("camel.component.pgwal.driver.ApplicationName", "main-of-" + database.name());
    }

    @AfterEach
    void stopMain() {
        main.stop();
    }

    @Test
    void a_route_in_YAML() throws Exception {
        include("classpath:routes/main.yaml");
        readsAndGoesOn();
    }

    @Test
    void a_route_in_XML() throws Exception {
        include("classpath:routes/main.xml");
        readsAndGoesOn();
    }

    @Test
    void a_route_in_Java() throws Exception {
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgwal:{{slot}}?publication=pub")
                        .routeId("orders")
                        .setBody(simple("${body[id]}: ${body[name]}"))
                        .process(CamelMainIT.this::see);
            }
        });
        readsAndGoesOn();
    }

    private void include(String routes) {
        main.configure().withRoutesIncludePattern(routes);
        main.bind("see", (Processor) this::see);
    }

    private void readsAndGoesOn() throws Exception {
        main.start();
        database.sql("INSERT INTO t VALUES (1, 'one')", "INSERT INTO t VALUES (2, 'two')");
        awaitSeen(2);
        assertThat(database.queryOne(
                        "SELECT count(*) FROM pg_stat_replication WHERE application_name = 'main-of-" + database.name()
                                + "'",
                        Long.class))
                .isEqualTo(1);
        main.getCamelContext().getRouteController().stopRoute("orders");
        database.sql("INSERT INTO t VALUES (3, 'three')");
        main.getCamelContext().getRouteController().startRoute("orders");
        awaitSeen(3);
        assertThat(seen).extracting(Seen::body).containsExactly("1: one", "2: two", "3: three");
    }
}
