package io.pgwal.examples.outbox;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.examples.Ledger;
import org.apache.camel.builder.RouteBuilder;

/** A service that writes an order and says so, both or neither; and the one who hears of it. */
final class OutboxRoutes extends RouteBuilder {

    private final Ledger heard;

    OutboxRoutes(Ledger heard) {
        this.heard = heard;
    }

    @Override
    public void configure() {
        from("direct:order")
                .routeId("order")
                .transacted()
                .to("sql:INSERT INTO orders VALUES (:#id, :#item, :#price)?dataSource=#database")
                .setVariable("price", simple("${body[price]}"))
                .setBody(simple("order ${body[id]}: ${body[item]}"))
                .to("pgwal:pgwal_outbox?operation=emitMessage&prefix=orders&dataSource=#database")
                .filter(simple("${variable.price} > 100")) // it turns out late that nobody pays this
                .markRollbackOnly();

        from("pgwal:pgwal_outbox?publication=pgwal_outbox&messages=true&messagePrefixes=orders&kinds=message")
                .routeId("listen")
                .convertBodyTo(String.class)
                .process(message -> heard.seen(
                        message.getMessage().getHeader(PgWalConstants.EVENT_ID, String.class),
                        message.getMessage().getBody(String.class)))
                .process(message ->
                        System.out.println("  heard     " + message.getMessage().getBody(String.class)));
    }
}
