package io.pgwal.examples.exactlyoncejdbc;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.CamelContext;

/** The consumer, in a process of its own, so that it can be killed. It ends when the one who started it has. */
final class Bank {

    private Bank() {}

    public static void main(String[] args) throws Exception {
        CamelContext camel = Sandbox.camel(DemoServer.ownOrEmbedded(), "pgwal_bank");
        camel.addRoutes(new ExactlyOnceRoute());
        camel.start();
        System.in.read();
        camel.stop();
    }

    static Process start(DemoServer server) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Durl=" + (server.url() == null ? "" : server.url()),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Bank.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
