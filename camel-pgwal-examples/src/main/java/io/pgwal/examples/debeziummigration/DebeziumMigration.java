package io.pgwal.examples.debeziummigration;

import io.pgwal.camel.PgWalComponent;
import io.pgwal.camel.transform.DebeziumEvents;
import io.pgwal.examples.DemoServer;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.postgresql.Driver;

/** A route on camel-debezium-postgres and its twin on pgwal, side by side, on the same changes. */
public final class DebeziumMigration {

    private static final int LONGEST_WAIT_SECONDS = 60;

    private final DemoServer server;
    private final PrintStream out;
    private final CamelContext camel = new DefaultCamelContext();
    private final BlockingQueue<Delivered> byDebezium = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivered> byPgWal = new LinkedBlockingQueue<>();
    private int records;

    private DebeziumMigration(DemoServer server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    /** Exits with 1 and one line when the two deliver something else, or could not run. */
    public static void main(String[] args) throws Exception {
        DemoServer.failInOneLine();
        try (DemoServer server = DemoServer.ownOrEmbedded()) {
            run(server, System.out);
        }
    }

    /** @throws IllegalStateException when the two do not deliver the same */
    static void run(DemoServer server, PrintStream out) throws Exception {
        new DebeziumMigration(server, out).play();
    }

    private void play() throws Exception {
        out.println("On " + server.describe() + ".");
        out.println(
                "Creates there the schema and the publication " + Orders.NAME + " and two slots, and removes them.");
        Orders orders = new Orders(server);
        Thread whenInterrupted = new Thread(() -> leave(orders), "remove-orders");
        if (server.isOwn()) {
            Runtime.getRuntime().addShutdownHook(whenInterrupted); // a slot left behind holds WAL for ever
        }
        try {
            orders.create();
            camel.getComponent("pgwal", PgWalComponent.class).getConfiguration().setUrl(server.url());
            camel.addRoutes(routes());
            camel.start();
            orders.awaitReaders();
            for (String paragraph : Orders.paragraphs("changes.sql")) {
                compare(orders, paragraph);
            }
        } finally {
            leave(orders);
            if (server.isOwn()) {
                Runtime.getRuntime().removeShutdownHook(whenInterrupted);
            }
        }
        out.println("\nSummary: " + records + " records each, equal in key, op, before and after.");
    }

    /** Camel's component leaves tombstones out unless tombstonesOnDelete is set; here they come with "withTombstones". */
    private RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(debezium()).process(exchange -> byDebezium.add(Delivered.byDebezium(exchange.getMessage())));

                from("pgwal:pgwal_migration_pgwal?publication=pgwal_migration")
                        .split()
                        .method(DebeziumEvents.class, "events")
                        .stopOnException()
                        .process(exchange -> byPgWal.add(Delivered.byPgWal(exchange.getMessage())));
            }
        };
    }

    /** No snapshot, no file of offsets; the rest it needs, or its defaults. */
    private String debezium() {
        Properties to = Driver.parseURL(
                server.url() == null ? "jdbc:" + server.settings().location() : server.url(), null);
        return "debezium-postgres:migration?topicPrefix=migration&pluginName=pgoutput&publicationAutocreateMode=disabled"
                + "&publicationName=" + Orders.NAME + "&slotName=" + Orders.SLOT_OF_DEBEZIUM
                + "&snapshotMode=no_data&skippedOperations=none"
                + "&offsetStorage=org.apache.kafka.connect.storage.MemoryOffsetBackingStore"
                + "&databaseHostname=" + to.getProperty("PGHOST") + "&databasePort=" + to.getProperty("PGPORT")
                + "&databaseDbname=" + server.settings().database()
                + "&databaseUser=RAW(" + server.settings().user() + ")"
                + "&databasePassword=RAW(" + said(to, "password", "PGPASSWORD") + ")"
                + "&databaseSslmode="
                + (said(to, "sslmode", "PGSSLMODE").isEmpty() ? "prefer" : said(to, "sslmode", "PGSSLMODE"));
    }

    private static String said(Properties url, String property, String variable) {
        return url.getProperty(property, System.getenv().getOrDefault(variable, ""));
    }

    /** Runs it, and prints what came of it. */
    private void compare(Orders orders, String paragraph) throws SQLException, InterruptedException {
        out.println("\n" + paragraph.lines().findFirst().orElseThrow());
        orders.run(paragraph);
        List<Delivered> theirs = untilEnd("debezium-postgres", byDebezium);
        List<Delivered> ours = untilEnd("pgwal", byPgWal);
        for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
            out.println("  debezium-postgres  " + (i < theirs.size() ? theirs.get(i) : "nothing"));
            out.println("  pgwal              " + (i < ours.size() ? ours.get(i) : "nothing"));
        }
        if (!theirs.equals(ours)) {
            throw new IllegalStateException("The two routes do not deliver the same for: " + paragraph);
        }
        records += ours.size();
    }

    private static List<Delivered> untilEnd(String who, BlockingQueue<Delivered> queue) throws InterruptedException {
        List<Delivered> delivered = new ArrayList<>();
        while (true) {
            Delivered next = queue.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException(who + " delivers nothing more after " + delivered.size() + " records");
            }
            if (next.isEnd()) {
                return delivered;
            }
            delivered.add(next);
        }
    }

    private synchronized void leave(Orders orders) {
        camel.stop();
        try {
            orders.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Not all that this example created is removed: " + e.getMessage(), e);
        }
    }
}
