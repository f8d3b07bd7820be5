package io.pgwal.examples.live;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** A page, and over a web socket to all who look at it the changes as JSON, and each second how the slot is. */
final class LiveRoutes extends RouteBuilder {

    private final String server;

    LiveRoutes(int port) {
        this.server = "localhost:" + port;
    }

    @Override
    public void configure() {
        from("pgwal:pgwal_live?publication=pgwal_live&exchangePer=batch&batchInterval=50")
                .convertBodyTo(String.class) // a JSON array of changes
                .to("undertow:ws://" + server + "/live?sendToAll=true");

        from("timer:status?period=1000")
                .to("pgwal:pgwal_live?operation=status")
                .transformDataType("pgwal:application-json")
                .to("undertow:ws://" + server + "/live?sendToAll=true");

        from("undertow:http://" + server + "/")
                .setHeader(Exchange.CONTENT_TYPE, constant("text/html; charset=utf-8"))
                .setBody(constant("resource:classpath:live/page.html"));
    }
}
