package io.pgwal.reliability;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A consumer in a process of its own, which can be killed and started again; each start is a run with a log of its own. */
final class ConsumerProcess implements AutoCloseable {

    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private final String uri;
    private final long seed;
    private final Path folder;
    private Process process;
    private int runs;

    ConsumerProcess(String uri, long seed, Path folder) {
        this.uri = uri;
        this.seed = seed;
        this.folder = folder;
    }

    void start() {
        start(CrashPoint.NONE, 0);
    }

    void start(CrashPoint crashPoint, long crashAt) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            process = new ProcessBuilder(
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx192m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RecordingMain.class.getName(),
                            uri,
                            log(runs).toString(),
                            Integer.toString(runs),
                            Long.toString(seed),
                            crashPoint.name(),
                            Long.toString(crashAt))
                    .redirectErrorStream(true)
                    .redirectOutput(output(runs))
                    .start();
            runs++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Lets it stop in an orderly way. */
    void stop() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the consumer has ended by itself: " + lastWords(), e);
        }
        if (awaitEnd() != 0) {
            throw new IllegalStateException("the consumer does not stop well: " + lastWords());
        }
    }

    /** @return its exit status */
    int awaitEnd() {
        try {
            if (!process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the consumer does not end: " + threads());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the consumer ends", e);
        }
    }

    int runs() {
        return runs;
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "the consumer ended by itself with status " + process.exitValue() + ": " + lastWords());
        }
    }

    /** All runs one after the other. */
    List<Delivered> deliveries() {
        List<Delivered> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            all.addAll(EventLog.read(run, log(run)));
        }
        return all;
    }

    List<Delivered> deliveries(int run) {
        return EventLog.read(run, log(run));
    }

    /** What its threads are doing, for a failure's message. */
    String threads() {
        File output = output(runs - 1);
        long before = output.length();
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            await().atMost(Duration.ofSeconds(5)).until(() -> output.length() > before + 1000 || !process.isAlive());
            return lastWords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the consumer speaks", e);
        }
    }

    private String lastWords() {
        try {
            String all = Files.readString(output(runs - 1).toPath());
            return "run " + (runs - 1) + "\n" + all.substring(Math.max(0, all.length() - 20_000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(int run) {
        return folder.resolve("events-" + run + ".log");
    }

    private File output(int run) {
        return folder.resolve("consumer-" + run + ".out").toFile();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
