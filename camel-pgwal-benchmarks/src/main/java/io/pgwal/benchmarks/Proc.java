package io.pgwal.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What Linux counts, out of {@code /proc}; empty where there is none, or where the process has gone. */
final class Proc {

    /** Of CPU time in {@code stat}, by the kernel's promise to user space. */
    private static final long MICROS_PER_TICK = 10_000;

    private Proc() {}

    /** Microseconds of CPU time that a process has used, its threads included, to a tick of 10 ms. */
    static OptionalLong cpuMicros(long pid) throws IOException {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        if (stat == null) {
            return OptionalLong.empty();
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return OptionalLong.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK);
    }

    /** Microseconds that all processors were busy since the machine started. */
    static OptionalLong busyMicros() throws IOException {
        String stat = read(Path.of("/proc/stat"));
        if (stat == null) {
            return OptionalLong.empty();
        }
        String[] fields = stat.lines().findFirst().orElseThrow().split("\\s+");
        long ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) { // user, nice, system, irq, softirq
            ticks += Long.parseLong(fields[i]);
        }
        return OptionalLong.of(ticks * MICROS_PER_TICK);
    }

    /** The most memory that a process ever held, in KiB (resident set). */
    static OptionalLong peakKib(long pid) throws IOException {
        String status = read(Path.of("/proc/" + pid + "/status"));
        return status == null
                ? OptionalLong.empty()
                : status.lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst();
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            if ("No such process".equals(e.getMessage())) { // gone between open and read
                return null;
            }
            throw e;
        }
    }
}
