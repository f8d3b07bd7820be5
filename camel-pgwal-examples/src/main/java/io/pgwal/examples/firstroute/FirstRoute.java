package io.pgwal.examples.firstroute;

import io.pgwal.camel.PgWalComponent;
import io.pgwal.examples.DemoServer;
import io.pgwal.examples.Ledger;
import io.pgwal.examples.SlotPosition;
import io.pgwal.protocol.Lsn;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A shop, a route that prints every change of it, and the proof that a restarted route misses nothing. */
public final class FirstRoute {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final DemoServer server;
    private final PrintStream out;
    private final Ledger ledger = new Ledger();
    private final ChangePrinter printer;
    private final CamelContext camel = new DefaultCamelContext();

    private FirstRoute(DemoServer server, PrintStream out) {
        this.server = server;
        this.out = out;
        this.printer = new ChangePrinter(out, ledger);
    }

    /** Exits with 1 and one line when the route missed a change, saw one twice, or could not run. */
    public static void main(String[] args) throws Exception {
        DemoServer.failInOneLine();
        try (DemoServer server = DemoServer.ownOrEmbedded()) {
            run(server, System.out);
        }
    }

    /** @throws IllegalStateException when what the route saw is not what the workload committed */
    static void run(DemoServer server, PrintStream out) throws Exception {
        new FirstRoute(server, out).play();
    }

    private void play() throws Exception {
        out.println("On " + server.describe() + ".");
        out.println("Creates there the schema, the publication and the slot " + Shop.NAME + ", and removes all three.");
        Shop shop = new Shop(server, ledger, out);
        Thread whenInterrupted = new Thread(() -> leave(shop), "remove-shop");
        if (server.isOwn()) {
            Runtime.getRuntime().addShutdownHook(whenInterrupted); // a slot left behind holds WAL for ever
        }
        try {
            shop.create();
            firstAct(shop);
            Lsn acknowledged = secondAct(shop);
            thirdAct(acknowledged);
        } finally {
            leave(shop);
            if (server.isOwn()) {
                Runtime.getRuntime().removeShutdownHook(whenInterrupted);
            }
        }
        conclude();
    }

    private void firstAct(Shop shop) throws Exception {
        out.println("\n1  A shop opens, and the route prints each change when it is committed\n");
        camel.getComponent("pgwal", PgWalComponent.class).getConfiguration().setUrl(server.url());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgwal:pgwal_shop?publication=pgwal_shop&messages=true&messagePrefixes=pgwal_shop")
                        .routeId("print")
                        .process(printer);
            }
        });
        camel.start();
        printer.printHeading();
        for (Step step : Step.read("1-opens.sql")) {
            shop.run(step);
            ledger.awaitAllSeen(LONGEST_WAIT);
        }
    }

    /** @return up to where the stopped route has acknowledged */
    private Lsn secondAct(Shop shop) throws Exception {
        out.println("\n2  The route is stopped while the shop goes on\n");
        camel.getRouteController().stopRoute("print");
        Lsn before = confirmed();
        for (Step step : Step.read("2-goes-on.sql")) {
            shop.run(step);
        }
        out.println();
        Lsn after = confirmed();
        check(after.equals(before), "The slot has moved from " + before + " while nobody read it");
        return after;
    }

    private void thirdAct(Lsn acknowledged) throws Exception {
        out.println("\n3  The restarted route goes on where it was acknowledged, at " + acknowledged + "\n");
        printer.printHeading();
        camel.getRouteController().startRoute("print");
        ledger.awaitAllSeen(LONGEST_WAIT);
        camel.getRouteController().stopRoute("print");
        out.println();
        Lsn after = confirmed();
        check(after.isAfter(acknowledged), "Nothing was acknowledged after " + acknowledged);
    }

    /** As PostgreSQL itself says, once the stopped route has let go of its slot. */
    private Lsn confirmed() throws SQLException {
        SlotPosition position = server.positionOfFree(Shop.NAME);
        out.println("  Last transaction printed ends at           " + printer.lastEnd());
        out.println("  " + position);
        check(!printer.lastEnd().isAfter(position.confirmed()), "What was printed is not acknowledged");
        return position.confirmed();
    }

    private void conclude() {
        Ledger.Balance balance = ledger.balance();
        out.println("\nSummary: " + balance + ".");
        check(balance.isRight(), "The route did not see what the workload committed");
    }

    private synchronized void leave(Shop shop) {
        camel.stop();
        try {
            shop.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Not all that this example created is removed: " + e.getMessage(), e);
        }
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
