package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.FilteredClassPath;
import io.pgwal.testing.PgServers;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The component without anything that its pom calls optional. */
class WithoutOptionalIT extends RouteFixture {

    private static final List<String> OPTIONAL = List.of(
            "io.micrometer.",
            "org.apache.camel.telemetry.",
            "io.opentelemetry.",
            "com.fasterxml.jackson.",
            "org.apache.camel.component.jackson.");

    WithoutOptionalIT() {
        super(PgServers.newest());
    }

    @Test
    void a_route_runs_without_Micrometer_telemetry_and_Jackson() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (FilteredClassPath loader = new FilteredClassPath(OPTIONAL, "camel-jackson-")) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(loader.has("io.micrometer.core.instrument.MeterRegistry"))
                    .isFalse();
            assertThat(loader.has("org.apache.camel.telemetry.SpanDecorator")).isFalse();
            assertThat(loader.has("com.fasterxml.jackson.core.JsonGenerator")).isFalse();
            @SuppressWarnings("unchecked")
            UnaryOperator<String> route = (UnaryOperator<String>) loader.loadClass(Route.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            database.sql("INSERT INTO t VALUES (1, 'one')");
            assertThat(route.apply(uri()))
                    .isEqualTo(
                            "1 one, as text {id=1, name=one}, as JSON: The data type pgwal:application-json needs Jackson,"
                                    + " which is not on the class path."
                                    + " Add the dependency com.fasterxml.jackson.core:jackson-databind");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** From a URI to the first body, as id and name and text, and to why it is not JSON. */
    public static final class Route implements UnaryOperator<String> {

        @Override
        public String apply(String uri) {
            BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
            CamelContext context = new DefaultCamelContext(false);
            context.setApplicationContextClassLoader(Route.class.getClassLoader());
            try {
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from(uri)
                                .setProperty("row", simple("${body[id]} ${body[name]}, as text ${body}"))
                                .doTry()
                                .transformDataType("pgwal:application-json")
                                .doCatch(IllegalStateException.class)
                                .setBody(simple("${exchangeProperty.row}, as JSON: ${exception.message}"))
                                .end()
                                .process(exchange ->
                                        bodies.add(exchange.getMessage().getBody(String.class)));
                    }
                });
                context.start();
                return bodies.poll(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                context.stop();
            }
        }
    }
}
