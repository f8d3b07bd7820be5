package io.pgwal.benchmarks;

import io.pgwal.benchmarks.consumer.ConsumerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A consumer at work in a process of its own. */
final class ConsumerProcess implements AutoCloseable {

    /**
     * What a slot holds for a consumer.
     *
     * @param changes  how many row changes
     * @param endOfWal where the WAL ended after the last of them; null when they are still to be written
     * @param columns  which three are read
     * @param warmUp   how many changes come before latencies count; -1 when nothing is timed
     */
    record Task(String slot, int changes, String endOfWal, List<String> columns, int warmUp) {}

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path log;
    /** Names and values of {@link ConsumerMain#SEEN}; of a process that is not ours, what can be known. */
    private final CompletableFuture<Map<String, Long>> seen;

    ConsumerProcess(Process process, Path log, CompletableFuture<Map<String, Long>> seen) {
        this.process = process;
        this.log = log;
        this.seen = seen;
    }

    /** @param jvm arguments of the JVM */
    static ConsumerProcess java(ConsumerSpec spec, Task task, BenchmarkServer server, List<String> jvm, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ConsumerMain.class.getName()));
        command.addAll(List.of(
                spec.text(),
                server.url(),
                task.slot(),
                Workload.PUBLICATION,
                Integer.toString(task.changes()),
                String.join(",", task.columns()),
                Integer.toString(task.warmUp())));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        CompletableFuture<Map<String, Long>> seen = new CompletableFuture<>();
        Thread listener = new Thread(() -> listen(process, seen), "listen-" + task.slot());
        listener.setDaemon(true);
        listener.start();
        return new ConsumerProcess(process, log, seen);
    }

    private static void listen(Process process, CompletableFuture<Map<String, Long>> seen) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ConsumerMain.SEEN + " ")) {
                    Map<String, Long> values = new HashMap<>();
                    for (String pair :
                            line.substring(ConsumerMain.SEEN.length() + 1).split(" ")) {
                        int equals = pair.indexOf('=');
                        values.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
                    }
                    seen.complete(values);
                }
            }
            seen.completeExceptionally(new IOException("it ended before it had seen all changes"));
        } catch (IOException e) {
            seen.completeExceptionally(e);
        }
    }

    /** Microseconds since 1970. */
    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<Map<String, Long>> seen() {
        return seen;
    }

    Path log() {
        return log;
    }

    /** Tells it to confirm and to go. When it has not seen all yet, it says what it has seen. */
    void stop() throws IOException {
        process.getOutputStream().close();
    }

    void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("it does not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException("its exit code is " + process.exitValue());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
