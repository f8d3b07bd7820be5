package io.pgwal.examples.scaleout;

import io.pgwal.camel.PgWalComponent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * One route in a JVM of its own: a slot's changes go to a topic. It says a byte when it is ready, starts to read its slot
 * when it is told a byte, and ends when its standard input does.
 */
final class RouteMain {

    private static final int LANES = 4;
    private static final int BATCH = 1000;
    private static final String ROUTE = "to-topic";

    private RouteMain() {}

    /** @param name of the slot and of its publication */
    static Process start(String url, String name, String broker, String topic) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        RouteMain.class.getName(),
                        url,
                        name,
                        broker,
                        topic)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        camel.getComponent("pgwal", PgWalComponent.class).getConfiguration().setUrl(arguments[0]);
        camel.addRoutes(route(arguments[1], arguments[2], arguments[3]));
        camel.start();
        System.out.write(1);
        System.out.flush();
        if (System.in.read() == 1) {
            camel.getRouteController().startRoute(ROUTE);
        }
        System.in.transferTo(OutputStream.nullOutputStream()); // until whoever started it is gone
        camel.stop();
    }

    private static RouteBuilder route(String name, String broker, String topic) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("pgwal:" + name + "?publication=" + name + "&createSlot=false&kinds=insert,update,delete"
                                + "&exchangePer=batch&batchSize=" + BATCH + "&concurrentConsumers=" + LANES
                                + "&maxInFlight=" + LANES * BATCH)
                        .routeId(ROUTE)
                        .autoStartup(false)
                        .process(new RecordsOfBatch())
                        .to("kafka:" + topic + "?brokers=" + broker + "&requestRequiredAcks=all&enableIdempotence=true"
                                + "&producerBatchSize=131072&deliveryTimeoutMs=2147483647&maxBlockMs=2147483647");
            }
        };
    }
}
