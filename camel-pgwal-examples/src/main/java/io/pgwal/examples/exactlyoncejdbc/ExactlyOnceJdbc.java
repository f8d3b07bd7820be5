package io.pgwal.examples.exactlyoncejdbc;

import io.pgwal.examples.Sandbox;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Payments are made, the consumer is killed again and again, and in the end each payment has arrived once. */
public final class ExactlyOnceJdbc {

    private static final int KILLS = 4;
    private static final int ARRIVE_BEFORE_A_KILL = 150;
    private static final int SECONDS = 60;

    private final Sandbox sandbox;
    private volatile boolean open = true;

    private ExactlyOnceJdbc(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Exits with 1 and one line when a payment is missing or there twice, or when the kills have put nothing to the test. */
    public static void main(String[] args) throws Exception {
        try (Sandbox sandbox = Sandbox.open("exactly-once-jdbc", "pgwal_payments", "pgwal_bank")) {
            new ExactlyOnceJdbc(sandbox).run();
        }
    }

    private void run() throws Exception {
        sandbox.execute("SELECT pg_create_logical_replication_slot('pgwal_payments', 'pgoutput')");
        CompletableFuture<Void> payments = CompletableFuture.runAsync(this::pay, inAThread());
        try {
            for (int kill = 1; kill <= KILLS; kill++) {
                long arrived = arrived();
                consume(arrived + ARRIVE_BEFORE_A_KILL, true, payments);
                System.out.println("  kill " + kill + ": " + arrived() + " of "
                        + sandbox.number("SELECT count(*) FROM pgwal_payments.payments") + " payments have arrived");
            }
        } finally {
            open = false;
        }
        payments.get(SECONDS, TimeUnit.SECONDS);
        consume(sandbox.number("SELECT count(*) FROM pgwal_payments.payments"), false, payments);
        Comparison result = Comparison.of(sandbox.server());
        System.out.println("\nSummary: " + result + ".");
        check(result.isRight(), "The tables differ");
        check(result.cameAgain() > 0, "Nothing came again, so nothing was put to the test");
    }

    /** A consumer from its start to its end, which is sudden, or not. */
    private void consume(long target, boolean kill, CompletableFuture<Void> payments) throws Exception {
        Process bank = Bank.start(sandbox.server());
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (arrived() < target) {
                check(bank.isAlive(), "The consumer has ended by itself");
                check(!payments.isCompletedExceptionally(), "The payments have failed");
                check(System.nanoTime() - end < 0, "Payments have not arrived within a minute: " + (target - arrived()));
                sandbox.execute("SELECT pg_sleep(0.02)");
            }
            if (!kill) {
                bank.getOutputStream().close();
                check(bank.waitFor(SECONDS, TimeUnit.SECONDS) && bank.exitValue() == 0, "The consumer did not end well");
            }
        } finally {
            bank.destroyForcibly().waitFor();
        }
    }

    private long arrived() throws SQLException {
        return sandbox.number("SELECT count(*) FROM pgwal_bank.payments");
    }

    /** Transactions of one to nine payments, until somebody closes. */
    private void pay() {
        try {
            for (int id = 0, count = 1; open; id += count, count = count % 9 + 1) {
                sandbox.execute("INSERT INTO pgwal_payments.payments SELECT " + id + " + n, n % 3, 10 * n"
                        + " FROM generate_series(1, " + count + ") n; SELECT pg_sleep(0.02)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A payment was refused: " + e.getMessage(), e);
        }
    }

    private static Executor inAThread() {
        return task -> new Thread(task, "payments").start();
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
