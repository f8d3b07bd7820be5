package io.pgwal.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The drains: for each workload, all slots are made, the workload is written once, and then the consumers take turns, A B
 * C, A B C, so that whatever else the machine does meets all of them alike.
 */
final class Throughput {

    /**
     * @param jvm arguments for each consumer's JVM
     * @param limit for one drain
     * @param recvLogical the program; null when it is not installed and so not among the consumers
     */
    record Plan(
            List<ConsumerSpec> consumers,
            List<Workload> workloads,
            int rounds,
            double scale,
            List<String> jvm,
            Duration limit,
            Path recvLogical) {}

    private final BenchmarkServer server;
    private final Plan plan;
    private final Path logs;
    private final PrintStream progress;
    private final List<Run> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Throughput(BenchmarkServer server, Plan plan, Path logs, PrintStream progress) {
        this.server = server;
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    List<Run> runs() {
        return runs;
    }

    /** One line for each drain that did not come to an end. */
    List<String> failures() {
        return failures;
    }

    void run() throws SQLException, InterruptedException {
        try (Slots slots = new Slots(server)) {
            for (Workload workload : plan.workloads()) {
                try {
                    run(workload, slots);
                } finally {
                    for (String slot : slotsOf(workload)) {
                        slots.drop(slot);
                    }
                }
            }
        }
    }

    private void run(Workload workload, Slots slots) throws SQLException, InterruptedException {
        server.execute(workload.setUp());
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int i = 0; i < plan.consumers().size(); i++) {
                slots.create(
                        slot(workload, round, i), plan.consumers().get(i).kind().plugin());
            }
        }
        long begin = System.nanoTime();
        server.execute(List.of(workload.run(plan.scale())));
        String end = slots.endOfWal();
        int changes = workload.changes(plan.scale());
        say("%s: %,d changes written in %.1f s", workload, changes, (System.nanoTime() - begin) / 1e9);
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int i = 0; i < plan.consumers().size(); i++) {
                String slot = slot(workload, round, i);
                ConsumerProcess.Task task = new ConsumerProcess.Task(slot, changes, end, workload.threeColumns(), -1);
                drain(workload, plan.consumers().get(i), round, slots, task);
                slots.drop(slot);
            }
        }
    }

    private void drain(Workload workload, ConsumerSpec spec, int round, Slots slots, ConsumerProcess.Task task)
            throws SQLException, InterruptedException {
        Path log = logs.resolve(task.slot() + ".log");
        String which = workload + " round " + round + " " + spec.text();
        try (ConsumerProcess consumer = launch(spec, task, log)) {
            Run run = new Drain(slots, consumer, task).run(workload, spec, round, plan.limit());
            runs.add(run);
            say(
                    "%s: %,.0f changes/s%s%s",
                    which,
                    run.rate(),
                    run.complete() ? "" : " (stopped after " + run.changes() + ")",
                    run.complete() && !run.acknowledged() ? " NOT ACKNOWLEDGED" : "");
        } catch (IOException | IllegalStateException e) {
            failures.add(which + ": " + e.getMessage() + ", see " + log);
            say("%s FAILED: %s, see %s", which, e.getMessage(), log);
        }
    }

    private ConsumerProcess launch(ConsumerSpec spec, ConsumerProcess.Task task, Path log) throws IOException {
        return spec.kind().isJava()
                ? ConsumerProcess.java(spec, task, server, plan.jvm(), log)
                : new RecvLogical(plan.recvLogical(), spec, server).drain(task, log);
    }

    private List<String> slotsOf(Workload workload) {
        List<String> slots = new ArrayList<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int i = 0; i < plan.consumers().size(); i++) {
                slots.add(slot(workload, round, i));
            }
        }
        return slots;
    }

    private static String slot(Workload workload, int round, int consumer) {
        return "pgwal_benchmark_" + workload.name().toLowerCase(Locale.ROOT) + "_" + round + "_" + consumer;
    }

    private void say(String format, Object... values) {
        progress.printf(Locale.ROOT, format + "%n", values);
    }
}
