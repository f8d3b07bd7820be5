package io.pgwal.examples.outbox;

import io.pgwal.examples.Ledger;
import io.pgwal.examples.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;

/** Orders come, some are rolled back after their message was written, and what was heard is compared with the table. */
public final class Outbox {

    private static final int ORDERS = 12;

    private Outbox() {}

    /** Exits with 1 and one line when an order was not heard of, was heard of twice, or was not there to be heard of. */
    public static void main(String[] args) throws Exception {
        Ledger ledger = new Ledger();
        try (Sandbox sandbox = Sandbox.open("outbox", "pgwal_outbox")) {
            CamelContext camel = sandbox.camel();
            camel.addRoutes(new OutboxRoutes(ledger));
            camel.start();
            order(camel.createFluentProducerTemplate());
            List<String> orders =
                    sandbox.texts("SELECT format('order %s: %s', id, item) FROM pgwal_outbox.orders ORDER BY id");
            ledger.sent(orders);
            ledger.awaitAllSeen(Duration.ofSeconds(30));
            System.out.println("\n" + ORDERS + " orders: " + orders.size() + " in the table, "
                    + (ORDERS - orders.size()) + " rolled back after their message was written.");
        }
        System.out.println("Summary: " + ledger.balance() + ".");
        if (!ledger.balance().isRight()) {
            throw new IllegalStateException("What was heard is not what the table has");
        }
    }

    private static void order(FluentProducerTemplate service) {
        for (int id = 1; id <= ORDERS; id++) {
            String item = id % 3 == 0 ? "piano" : "tea";
            System.out.println("  ordering  " + id + ": " + item);
            service.withBody(Map.of("id", id, "item", item, "price", item.equals("tea") ? 4 : 900))
                    .to("direct:order")
                    .request();
        }
    }
}
