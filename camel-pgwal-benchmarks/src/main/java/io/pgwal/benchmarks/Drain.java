package io.pgwal.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets one consumer drain one slot, and watches it from outside. */
final class Drain {

    private static final long LOOK_MILLIS = 10;

    private final Slots slots;
    private final ConsumerProcess consumer;
    private final ConsumerProcess.Task task;
    private final long launched = ConsumerProcess.now();

    private Slots.Walsender walsender;
    private long busyBefore;
    private long cpuBefore;
    private long cpu;
    private long walsenderCpu;
    private long peak;

    Drain(Slots slots, ConsumerProcess consumer, ConsumerProcess.Task task) {
        this.slots = slots;
        this.consumer = consumer;
        this.task = task;
    }

    /** @param limit when it has not seen all by then, it is stopped, and counts for what it has seen */
    Run run(Workload workload, ConsumerSpec spec, int round, Duration limit)
            throws IOException, SQLException, InterruptedException {
        Map<String, Long> seen = watch(limit);
        look();
        long busy = Proc.busyMicros().orElse(0) - busyBefore;
        long other = busy - (cpu - cpuBefore) - walsenderCpu;
        consumer.stop();
        consumer.awaitEnd();
        slots.awaitFree(task.slot());
        long changes = seen.get("changes");
        if (changes == 0) {
            throw new IOException("it saw nothing within " + limit.toSeconds() + " s");
        }
        long started = walsender == null ? launched : walsender.started();
        return new Run(
                workload,
                spec.text(),
                round,
                changes,
                changes >= task.changes(),
                seen.get("last") - started,
                seen.containsKey("first") ? seen.get("first") - started : -1,
                seen.containsKey("cpu") ? seen.get("cpu") / 1000 : cpu,
                walsenderCpu,
                Math.max(0, other),
                peak,
                seen.getOrDefault("gcCount", -1L),
                seen.getOrDefault("gcMillis", -1L),
                seen.getOrDefault("allocated", -1L),
                slots.isConfirmed(task.slot(), task.endOfWal()));
    }

    private Map<String, Long> watch(Duration limit) throws IOException, SQLException, InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        boolean stopped = false;
        while (true) {
            try {
                return consumer.seen().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                look();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause();
                throw new IOException(cause.getMessage(), cause);
            }
            if (!stopped && System.nanoTime() > until) {
                consumer.stop();
                stopped = true;
            }
        }
    }

    /** What /proc tells of a process is gone with it, so it is asked again and again. */
    private void look() throws IOException, SQLException {
        if (walsender == null) {
            walsender = slots.reader(task.slot()).orElse(null);
            if (walsender == null) {
                return;
            }
            busyBefore = Proc.busyMicros().orElse(0);
            cpuBefore = Proc.cpuMicros(consumer.pid()).orElse(0);
        }
        walsenderCpu = later(walsenderCpu, Proc.cpuMicros(walsender.pid()));
        cpu = later(cpu, Proc.cpuMicros(consumer.pid()));
        peak = later(peak, Proc.peakKib(consumer.pid()));
    }

    private static long later(long before, OptionalLong now) {
        return Math.max(before, now.orElse(before));
    }
}
