package io.pgwal.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Latency on an otherwise idle system: 100 transactions of one row in a second, one consumer at a time. */
final class Idle {

    private static final List<String> SET_UP = List.of(
            "DROP PUBLICATION IF EXISTS " + Workload.PUBLICATION,
            "DROP TABLE IF EXISTS tick",
            "CREATE TABLE tick (id bigint PRIMARY KEY, v int, made bigint)",
            "CREATE PUBLICATION " + Workload.PUBLICATION + " FOR TABLE tick");
    private static final String INSERT =
            "INSERT INTO tick VALUES (?, 0, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

    private static final int PER_SECOND = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);
    /** For a consumer to become as quiet as it gets. */
    private static final Duration CALM = Duration.ofSeconds(1);

    private final BenchmarkServer server;
    private final Throughput.Plan plan;
    private final int rows;
    private final Path logs;
    private final PrintStream progress;
    private final List<IdleRun> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** @param seconds for each consumer and round, of which a tenth is warm-up */
    Idle(BenchmarkServer server, Throughput.Plan plan, int seconds, Path logs, PrintStream progress) {
        this.server = server;
        this.plan = plan;
        this.rows = seconds * PER_SECOND;
        this.logs = logs;
        this.progress = progress;
    }

    List<IdleRun> runs() {
        return runs;
    }

    /** One line for each run that did not come to an end. */
    List<String> failures() {
        return failures;
    }

    void run() throws SQLException, InterruptedException {
        try (Slots slots = new Slots(server)) {
            for (int round = 1; round <= plan.rounds(); round++) {
                for (int i = 0; i < plan.consumers().size(); i++) {
                    run(plan.consumers().get(i), round, slots, "pgwal_benchmark_idle_" + round + "_" + i);
                }
            }
        }
    }

    private void run(ConsumerSpec spec, int round, Slots slots, String slot) throws SQLException, InterruptedException {
        Path log = logs.resolve(slot + ".log");
        String which = "idle round " + round + " " + spec.text();
        server.execute(SET_UP);
        slots.create(slot, spec.kind().plugin());
        ConsumerProcess.Task task = new ConsumerProcess.Task(slot, rows, null, List.of("id", "v", "made"), rows / 10);
        try (ConsumerProcess consumer = launch(spec, task, log)) {
            awaitReader(slots, slot, consumer);
            write();
            Map<String, Long> seen = consumer.seen().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            IdleRun run = new IdleRun(
                    spec.text(), round, rows - task.warmUp(), seen.get("p50"), seen.get("p99"), seen.get("most"));
            runs.add(run);
            progress.printf(Locale.ROOT, "%s: p50 %.2f ms, p99 %.2f ms%n", which, run.p50() / 1e3, run.p99() / 1e3);
            if (spec.kind().isJava()) {
                consumer.stop();
                consumer.awaitEnd();
            }
        } catch (IOException | IllegalStateException | ExecutionException | TimeoutException e) {
            String what = e instanceof TimeoutException ? "not all rows came" : e.getMessage();
            failures.add(which + ": " + what + ", see " + log);
            progress.printf("%s FAILED: %s, see %s%n", which, what, log);
        }
        slots.awaitFree(slot);
        slots.drop(slot);
    }

    private ConsumerProcess launch(ConsumerSpec spec, ConsumerProcess.Task task, Path log) throws IOException {
        return spec.kind().isJava()
                ? ConsumerProcess.java(spec, task, server, plan.jvm(), log)
                : new RecvLogical(plan.recvLogical(), spec, server).timed(task, log);
    }

    private void awaitReader(Slots slots, String slot, ConsumerProcess consumer) throws SQLException, IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (slots.reader(slot).isEmpty()) {
            if (consumer.seen().isDone() || System.nanoTime() > until) {
                throw new IOException("it does not begin to read");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        LockSupport.parkNanos(CALM.toNanos());
    }

    private void write() throws SQLException {
        try (Connection connection = server.connect();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            long next = System.nanoTime();
            for (int i = 1; i <= rows; i++) {
                insert.setLong(1, i);
                insert.executeUpdate();
                next += TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        }
    }
}
