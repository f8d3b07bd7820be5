package io.pgwal.examples.live;

import io.pgwal.examples.Sandbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A shop with busy and quiet hours of some seconds each, and a delivery to the stock now and then. */
final class Workload {

    private static final int TICK_MILLIS = 100;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(1);
    private final Connection connection;
    private int ticks;
    private int orders;

    private Workload(Connection connection) {
        this.connection = connection;
    }

    static Workload start(Sandbox sandbox) throws SQLException {
        sandbox.execute("INSERT INTO pgwal_live.stock SELECT item, 1000 FROM unnest(ARRAY['tea', 'coffee', 'cocoa',"
                + " 'sugar', 'milk', 'honey', 'lemons', 'cups']) item");
        Workload workload = new Workload(sandbox.server().connect());
        workload.clock.scheduleAtFixedRate(workload::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return workload;
    }

    private void tick() {
        try {
            double busy = 1 + Math.sin(ticks / 30.0) + 0.5 * Math.sin(ticks / 7.0); // -0.5 to 2.5
            for (int n = 0; n < busy * 3 + random.nextInt(2); n++) {
                order();
            }
            if (++ticks % 150 == 0) {
                execute("INSERT INTO pgwal_live.orders SELECT -n, 'Wholesale', 'cups', 0.99, 'new'"
                        + " FROM generate_series(1, 400) n; DELETE FROM pgwal_live.orders WHERE id < 0");
            }
        } catch (SQLException e) {
            System.err.println("The workload has ended: " + e.getMessage());
            clock.shutdown();
        }
    }

    private void order() throws SQLException {
        orders++;
        String[] customers = {"Ada", "Blaise", "Carl", "Dorothy", "Emmy", "Grace", "Kurt", "Sofia"};
        String customer = customers[random.nextInt(customers.length)];
        execute("""
                BEGIN;
                INSERT INTO pgwal_live.orders
                    SELECT %1$d, '%2$s', item, round((random() * 40 + 2)::numeric, 2), 'new'
                    FROM pgwal_live.stock ORDER BY random() LIMIT 1;
                UPDATE pgwal_live.stock SET pieces = pieces - 1
                    WHERE item = (SELECT item FROM pgwal_live.orders WHERE id = %1$d);
                COMMIT;
                UPDATE pgwal_live.orders SET status = 'paid' WHERE id = %1$d - 5;
                UPDATE pgwal_live.orders SET status = 'sent' WHERE id = %1$d - 15;
                DELETE FROM pgwal_live.orders WHERE id = %1$d - 40;
                """.formatted(orders, customer));
    }

    private void execute(String statements) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statements);
        }
    }

    void stop() throws InterruptedException, SQLException {
        try (connection) {
            clock.shutdown();
            clock.awaitTermination(10, TimeUnit.SECONDS);
        }
    }
}
