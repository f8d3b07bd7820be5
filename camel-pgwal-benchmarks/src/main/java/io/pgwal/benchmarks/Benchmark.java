package io.pgwal.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The one command: server, slots, workloads, consumers in turn, table, CSV and plot. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Drains the same changes with each consumer, and tells how fast they were.")
public final class Benchmark implements Callable<Integer> {

    @Option(
            names = "--consumers",
            split = ",",
            defaultValue = "pgwal,pgwal-all-columns,session,pgjdbc-raw,pg_recvlogical",
            description =
                    "Which, and in which mode: kind, or kind:option=value;option=value." + " Default: ${DEFAULT-VALUE}")
    private List<String> consumers;

    @Option(
            names = "--workloads",
            split = ",",
            defaultValue = "W1,W2,W3,W4,idle",
            description = "idle is latency on an otherwise idle system. Default: ${DEFAULT-VALUE}")
    private List<String> workloads;

    @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--scale", defaultValue = "1.0", description = "Size of the workloads. Default: ${DEFAULT-VALUE}")
    private double scale;

    @Option(
            names = "--idle-seconds",
            defaultValue = "30",
            description = "How long latency is measured, for each consumer and round. Default: ${DEFAULT-VALUE}")
    private int idleSeconds;

    @Option(
            names = "--postgres",
            defaultValue = "15",
            description = "Major version of the server that is started: 15, 17 or 18. Default: ${DEFAULT-VALUE}")
    private int major;

    @Option(names = "--url", description = "A server to use instead: JDBC, superuser and password included")
    private String url;

    @Option(names = "--heap", description = "Most heap of each consumer's JVM, as 64m. Without it: -Xms256m -Xmx1g")
    private String heap;

    @Option(names = "--jvm", description = "An argument more for each consumer's JVM; may be given several times")
    private List<String> jvm = List.of();

    @Option(
            names = "--yardstick",
            defaultValue = "pg_recvlogical",
            description = "The consumer that others are divided by. Default: ${DEFAULT-VALUE}")
    private String yardstick;

    @Option(
            names = "--limit",
            defaultValue = "600",
            description = "Seconds after which a drain is stopped; it then counts for what it saw."
                    + " Default: ${DEFAULT-VALUE}")
    private int limitSeconds;

    @Option(
            names = "--directory",
            defaultValue = "target",
            description = "Of the build: servers come from there, results go there. Default: ${DEFAULT-VALUE}")
    private Path directory;

    public static void main(String[] args) {
        int exitCode = new CommandLine(new Benchmark()).execute(args);
        if (exitCode != 0) {
            throw new IllegalStateException("The benchmark failed"); // the exit code of the JVM
        }
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path results = Files.createDirectories(directory.resolve("benchmark"));
        List<String> drains = new ArrayList<>(workloads);
        boolean idle = drains.remove("idle");
        Optional<Path> recvLogical = RecvLogical.program(System.getenv().getOrDefault("PATH", ""));
        Throughput.Plan plan = new Throughput.Plan(
                available(recvLogical.isPresent()),
                drains.stream().map(Workload::valueOf).toList(),
                rounds,
                scale,
                jvmArguments(),
                Duration.ofSeconds(limitSeconds),
                recvLogical.orElse(null));
        try (BenchmarkServer server =
                url == null ? BenchmarkServer.embedded(major, directory) : BenchmarkServer.given(url)) {
            String setting = setting(server);
            System.out.println(setting);
            List<String> failures = new ArrayList<>();
            if (!drains.isEmpty()) {
                failures.addAll(drain(server, plan, setting, results));
            }
            if (idle) {
                failures.addAll(idle(server, plan, setting, results));
            }
            System.out.println("Written to " + results.toAbsolutePath());
            failures.forEach(failure -> System.out.println("FAILED " + failure));
            return failures.isEmpty() ? 0 : 1;
        }
    }

    private List<String> drain(BenchmarkServer server, Throughput.Plan plan, String setting, Path results)
            throws IOException, SQLException, InterruptedException {
        Throughput throughput = new Throughput(server, plan, logs(results), System.out);
        throughput.run();
        String markdown = new Report(throughput.runs(), yardstick).markdown();
        System.out.println(markdown);
        Files.writeString(results.resolve("throughput.md"), setting + "\n" + markdown);
        Files.writeString(results.resolve("throughput.csv"), Csv.of(Run.class, throughput.runs()));
        Files.writeString(results.resolve("throughput.svg"), Plot.of(throughput.runs()));
        return throughput.failures();
    }

    private List<String> idle(BenchmarkServer server, Throughput.Plan plan, String setting, Path results)
            throws IOException, SQLException, InterruptedException {
        Idle idle = new Idle(server, plan, idleSeconds, logs(results), System.out);
        idle.run();
        String markdown = new IdleReport(idle.runs(), "pgjdbc-raw").markdown();
        System.out.println(markdown);
        Files.writeString(results.resolve("idle.md"), setting + "\n" + markdown);
        Files.writeString(results.resolve("idle.csv"), Csv.of(IdleRun.class, idle.runs()));
        return idle.failures();
    }

    private static Path logs(Path results) throws IOException {
        return Files.createDirectories(results.resolve("logs"));
    }

    private String setting(BenchmarkServer server) throws SQLException {
        return "%s, %d processors, Java %s, consumers' JVM %s, scale %s, %d rounds"
                .formatted(
                        server.version(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        String.join(" ", jvmArguments()),
                        scale,
                        rounds);
    }

    private List<ConsumerSpec> available(boolean recvLogical) {
        List<ConsumerSpec> available = new ArrayList<>();
        for (String consumer : consumers) {
            ConsumerSpec spec = ConsumerSpec.parse(consumer);
            if (spec.kind().isJava() || recvLogical) {
                available.add(spec);
            } else {
                System.out.println(consumer + " is left out: there is no pg_recvlogical in PATH");
            }
        }
        return available;
    }

    private List<String> jvmArguments() {
        List<String> arguments =
                new ArrayList<>(heap == null ? Arrays.asList("-Xms256m", "-Xmx1g") : List.of("-Xmx" + heap));
        arguments.addAll(jvm);
        return arguments;
    }
}
