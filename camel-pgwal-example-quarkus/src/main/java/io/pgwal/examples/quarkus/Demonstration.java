package io.pgwal.examples.quarkus;

import io.pgwal.examples.DemoServer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.core.CamelRuntime;

/**
 * Runs the application on a PostgreSQL of its own, and fails when the route did not see what was committed. An application
 * of yours needs no such class: Quarkus starts the routes by itself.
 */
@QuarkusMain
public class Demonstration implements QuarkusApplication {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final String URL = "camel.component.pgwal.url";

    @Inject
    CamelRuntime runtime;

    @Inject
    CamelContext camel;

    @Inject
    Journal journal;

    public static void main(String[] arguments) throws IOException, SQLException {
        DemoServer.failInOneLine();
        DemoServer server = DemoServer.embedded("logical"); // ends with this JVM, which Quarkus ends
        System.setProperty(URL, server.url());
        new Shop(server.url()).open();
        System.out.println("On " + server.describe() + ".");
        Quarkus.run(Demonstration.class, arguments);
    }

    @Override
    public int run(String... arguments) throws Exception {
        runtime.start(arguments); // which Camel Quarkus leaves to a main class of one's own
        Shop shop = new Shop(System.getProperty(URL));
        shop.sql("INSERT INTO orders VALUES (1, 'tea'), (2, 'cup')", "DELETE FROM orders WHERE id = 1");
        expect("INSERT 1", "INSERT 2", "DELETE 1");
        System.out.println("The route stops, order 3 is placed, the route starts again.");
        camel.getRouteController().stopRoute("orders");
        shop.sql("INSERT INTO orders VALUES (3, 'pot')");
        camel.getRouteController().startRoute("orders");
        expect("INSERT 3");
        System.out.println("Summary: every change once, in order.");
        return 0;
    }

    private void expect(String... entries) throws InterruptedException {
        for (String expected : entries) {
            String entry = journal.next(LONGEST_WAIT);
            System.out.println("  " + entry);
            if (!expected.equals(entry)) {
                throw new IllegalStateException("The route saw '" + entry + "', not '" + expected + "'");
            }
        }
    }
}
