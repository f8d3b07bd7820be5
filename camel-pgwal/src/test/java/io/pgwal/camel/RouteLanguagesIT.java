package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.PgServers;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** The ways in which a user writes a route. What PostgreSQL sends does not differ, so the newest server is enough. */
class RouteLanguagesIT extends RouteFixture {

    RouteLanguagesIT() {
        super(PgServers.newest());
    }

    @Test
    void a_route_in_YAML() throws Exception {
        load("classpath:routes/orders.yaml");
        inserted();
    }

    @Test
    void a_route_in_XML() throws Exception {
        load("classpath:routes/orders.xml");
        inserted();
    }

    @Test
    void a_route_in_Java() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri())
                        .filter(simple("${header.CamelPgWalKind} == 'INSERT'"))
                        .setBody(simple("${body[id]}: ${body[name]}"))
                        .process(RouteLanguagesIT.this::see);
            }
        });
        inserted();
    }

    private void load(String resource) throws Exception {
        Properties placeholders = new Properties();
        placeholders.setProperty("slot", database.slot());
        placeholders.setProperty("pg.host", server.host());
        placeholders.setProperty("pg.port", Integer.toString(server.port()));
        placeholders.setProperty("pg.database", database.name());
        placeholders.setProperty("pg.username", server.user());
        placeholders.setProperty("pg.password", server.password());
        context.getPropertiesComponent().setInitialProperties(placeholders);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveMandatoryResource(context, resource));
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:seen").process(RouteLanguagesIT.this::see);
            }
        });
    }

    private void inserted() throws Exception {
        database.sql("INSERT INTO t VALUES (1, 'one')", "INSERT INTO t VALUES (2, 'two')");
        awaitSeen(2);
        assertThat(seen).extracting(Seen::body).containsExactly("1: one", "2: two");
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
    }
}
