package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.PgServers;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
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

    private static final List<String> OPTIONAL =
            List.of("io.micrometer.", "org.apache.camel.telemetry.", "io.opentelemetry.", "com.fasterxml.jackson.");

    WithoutOptionalIT() {
        super(PgServers.newest());
    }

    @Test
    void a_route_runs_without_Micrometer_telemetry_and_Jackson() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Without loader = new Without()) {
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

    /** Everything of the class path but what is optional, loaded anew. */
    private static final class Without extends URLClassLoader {

        Without() throws MalformedURLException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] classPath() throws MalformedURLException {
            List<String> entries =
                    Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
            URL[] urls = new URL[entries.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = Path.of(entries.get(i)).toUri().toURL();
            }
            return urls;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (OPTIONAL.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        boolean has(String name) {
            try {
                loadClass(name);
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    /** From a URI to the first body, as id and name and text, and to why it is not JSON. */
    public static final class Route implements UnaryOperator<String> {

        @Override
        public String apply(String uri) {
            BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
            CamelContext context = new DefaultCamelContext();
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
