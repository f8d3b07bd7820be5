package io.pgwal.examples.exactlyoncejdbc;

import io.pgwal.examples.Sandbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Payments are made, the consumer is killed again and again, and in the end each payment has arrived once. */
public final class ExactlyOnceJdbc {

    private static final int KILLS = 4;
    private static final int ARRIVE_BEFORE_A_KILL = 100;
    private static final int TRANSACTIONS = 50;
    private static final int PAYMENTS_IN_EACH = 20;
    private static final int SECONDS = 120;

    private final Sandbox sandbox;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Void> allPaid = new CompletableFuture<>();
    private int transactions;

    private ExactlyOnceJdbc(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Exits with 1 and one line when a payment is missing or there twice, or when the kills have put nothing to the test. */
    public static void main(String[] args) throws Exception {
        try (Sandbox sandbox = Sandbox.open("exactly-once-jdbc", "pgwal_payments", "pgwal_bank")) {
            ExactlyOnceJdbc example = new ExactlyOnceJdbc(sandbox);
            try {
                example.run();
            } finally {
                example.clock.shutdownNow();
            }
        }
    }

    private void run() throws Exception {
        sandbox.execute("SELECT pg_create_logical_replication_slot('pgwal_payments', 'pgoutput')");
        clock.scheduleAtFixedRate(this::pay, 0, 200, TimeUnit.MILLISECONDS);
        for (int kill = 1; kill <= KILLS; kill++) {
            consume(arrived() + ARRIVE_BEFORE_A_KILL, true);
            System.out.println("  kill " + kill + ": " + arrived() + " payments have arrived of "
                    + sandbox.number("SELECT count(*) FROM pgwal_payments.payments") + " made by now");
        }
        allPaid.get(SECONDS, TimeUnit.SECONDS);
        consume(TRANSACTIONS * PAYMENTS_IN_EACH, false);
        Comparison result = Comparison.of(sandbox.server());
        System.out.println("\nSummary: " + result + ".");
        check(result.isRight(), "The tables differ");
        check(result.cameAgain() > 0, "Nothing came again, so nothing was put to the test");
    }

    /** A consumer from its start to its end, which is sudden, or not. */
    private void consume(long target, boolean kill) throws Exception {
        Process bank = Bank.start(sandbox.server());
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (arrived() < target) {
                check(bank.isAlive(), "The consumer has ended by itself");
                check(!allPaid.isCompletedExceptionally(), "The payments have failed");
                check(System.nanoTime() - end < 0, "Payments have not arrived in time: " + (target - arrived()));
            }
            if (!kill) {
                bank.getOutputStream().close();
                check(
                        bank.waitFor(SECONDS, TimeUnit.SECONDS) && bank.exitValue() == 0,
                        "The consumer did not end well");
            }
        } finally {
            bank.destroyForcibly().waitFor();
        }
    }

    private long arrived() throws SQLException {
        return sandbox.number(
                "SELECT arrived FROM pg_sleep(0.02), (SELECT count(*) AS arrived FROM pgwal_bank.payments) AS bank");
    }

    /** By a connection of its own: the sandbox's is in use by who looks how many have arrived. */
    private void pay() {
        try (Connection connection = sandbox.server().connect();
                Statement sql = connection.createStatement()) {
            int first = transactions * PAYMENTS_IN_EACH + 1;
            sql.execute("INSERT INTO pgwal_payments.payments SELECT id, id % 3, 10 * id FROM generate_series(" + first
                    + ", " + (first + PAYMENTS_IN_EACH - 1) + ") id");
            if (++transactions == TRANSACTIONS) {
                clock.shutdown();
                allPaid.complete(null);
            }
        } catch (SQLException e) {
            allPaid.completeExceptionally(e);
        }
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
