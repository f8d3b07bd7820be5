package io.pgwal.examples.springboot;

import io.pgwal.examples.DemoServer;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;

/** Runs the application twice on a PostgreSQL of its own, and fails when the route did not see what was committed. */
public final class Demonstration {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final DemoServer server;
    private final PrintStream out;

    private Demonstration(DemoServer server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        DemoServer.failInOneLine();
        try (DemoServer server = DemoServer.embedded("logical")) {
            run(server, System.out);
        }
    }

    /** @throws IllegalStateException when the route saw anything else */
    static void run(DemoServer server, PrintStream out) throws Exception {
        new Demonstration(server, out).play();
    }

    private void play() throws Exception {
        out.println("On " + server.describe() + ".");
        try (ConfigurableApplicationContext application = start()) {
            Orders orders = application.getBean(Orders.class);
            Journal journal = application.getBean(Journal.class);
            orders.place(1, "tea");
            refused(orders, 2, "cup");
            orders.place(3, "tea");
            expect(journal, "row of order 1", "message order 1 placed");
            expect(journal, "row of order 3", "message order 3 placed");
        }
        out.println("The application has stopped. Somebody else places order 4.");
        insert("INSERT INTO orders VALUES (4, 'tea')");
        try (ConfigurableApplicationContext application = start()) {
            application.getBean(Orders.class).place(5, "tea");
            Journal journal = application.getBean(Journal.class);
            expect(journal, "row of order 4", "row of order 5", "message order 5 placed");
        }
        out.println("Summary: every committed order once, with its message; nothing of the one that was rolled back.");
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(ShopApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .run(
                        "--spring.datasource.url=" + server.url(),
                        "--spring.datasource.username=postgres",
                        "--spring.datasource.password=postgres",
                        "--camel.main.run-controller=false",
                        "--logging.level.root=warn");
    }

    private void refused(Orders orders, long id, String item) {
        try {
            orders.place(id, item);
        } catch (DataIntegrityViolationException e) {
            out.println("Order " + id + " is rolled back with its message: no " + item + " left");
            return;
        }
        throw new IllegalStateException("Order " + id + " was not refused");
    }

    private void expect(Journal journal, String... entries) throws InterruptedException {
        for (String expected : entries) {
            String entry = journal.next(LONGEST_WAIT);
            out.println("  " + entry);
            if (!expected.equals(entry)) {
                throw new IllegalStateException("The route saw '" + entry + "', not '" + expected + "'");
            }
        }
    }

    private void insert(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
