package io.pgwal.examples.live;

import io.pgwal.examples.Sandbox;
import java.util.concurrent.CountDownLatch;

/** Serves a page that shows changes as they happen, until it is stopped. */
public final class Live {

    private Live() {}

    public static void main(String[] args) throws Exception {
        Sandbox sandbox = Sandbox.open("live", "pgwal_live"); // closed by its own hook when this is stopped
        serve(sandbox, Integer.parseInt(System.getenv().getOrDefault("PORT", "8080")));
        Workload.start(sandbox);
        new CountDownLatch(1).await();
    }

    static void serve(Sandbox sandbox, int port) throws Exception {
        System.setProperty("org.jboss.logging.provider", "slf4j"); // or its web server says hello
        sandbox.camel().addRoutes(new LiveRoutes(port));
        sandbox.camel().start();
        System.out.println("Look at http://localhost:" + port + "/ and stop it with Ctrl-C.");
    }
}
