package io.pgwal.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;

/** The command works for every workload and consumer. How fast they are is no matter here. */
class BenchmarkIT {

    private static final double SCALE = 0.002;
    private static final boolean HAS_RECVLOGICAL =
            RecvLogical.program(System.getenv().getOrDefault("PATH", "")).isPresent();

    @TempDir
    Path results;

    @Test
    void every_consumer_drains_every_workload_to_its_last_change() throws Exception {
        List<String> consumers = available(Arrays.stream(ConsumerKind.values()).map(ConsumerKind::toString));
        assertThat(run(consumers, "W1,W2,W3,W4")).isZero();

        List<Map<String, String>> runs = csv("throughput.csv");
        assertThat(runs).hasSize(4 * consumers.size());
        for (Map<String, String> run : runs) {
            Workload workload = Workload.valueOf(run.get("workload"));
            assertThat(run).containsEntry("changes", Integer.toString(workload.changes(SCALE)));
            // Debezium acknowledges a transaction when a later one has come
            assertThat(run.get("acknowledged").equals("true")
                            || run.get("consumer").contains("debezium"))
                    .as("acknowledged: %s", run)
                    .isTrue();
        }
        assertThat(Files.readString(results.resolve("throughput.md")))
                .contains(consumers)
                .contains("W1", "W2", "W3", "W4")
                .doesNotContain("stopped after");
        Element plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(results.resolve("throughput.svg").toFile())
                .getDocumentElement();
        assertThat(plot.getElementsByTagName("line").getLength()).isEqualTo(runs.size());
    }

    @Test
    void a_consumer_has_modes_and_a_small_heap() throws IOException {
        List<String> consumers = available(Stream.of(
                "pgwal:exchangePer=transaction;streaming=on",
                "pgwal:exchangePer=batch;batchSize=100;binary=true;read=all",
                "pgwal:pooled=true;headers=read",
                "pgwal:concurrentConsumers=4;work=1ms;read=none",
                "session:streaming=on;binary=true",
                "pgjdbc-raw:streaming=on;binary=true",
                "pg_recvlogical:streaming=on;binary=true"));
        assertThat(run(consumers, "W4", "--heap=64m", "--yardstick=session:streaming=on;binary=true"))
                .isZero();
        assertThat(csv("throughput.csv")).extracting(run -> run.get("consumer")).containsExactlyElementsOf(consumers);
    }

    @Test
    void latency_is_taken_from_each_row() throws IOException {
        List<String> consumers = available(
                Stream.of("pgwal", "pgjdbc-raw", "debezium-engine", "camel-pg-replication-slot", "pg_recvlogical"));
        assertThat(run(consumers, "idle", "--idle-seconds=1")).isZero();
        assertThat(csv("idle.csv")).hasSize(consumers.size()).allSatisfy(run -> {
            assertThat(run).containsEntry("count", "90");
            assertThat(Long.parseLong(run.get("p50"))).isPositive().isLessThanOrEqualTo(Long.parseLong(run.get("p99")));
        });
        assertThat(Files.readString(results.resolve("idle.md"))).contains(consumers);
    }

    @Test
    void a_consumer_that_fails_is_named_and_the_others_go_on() throws IOException {
        assertThat(run(List.of("pgwal:noSuchOption=1", "pgjdbc-raw"), "W2")).isEqualTo(1);
        assertThat(csv("throughput.csv")).singleElement().satisfies(run -> assertThat(run)
                .containsEntry("consumer", "pgjdbc-raw"));
        assertThat(results.resolve("logs/pgwal_benchmark_w2_1_0.log")).content().contains("noSuchOption");
    }

    private int run(List<String> consumers, String workloads, String... more) {
        CommandLine benchmark = new CommandLine(new Benchmark());
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--consumers=" + String.join(",", consumers),
                                "--workloads=" + workloads,
                                "--rounds=1",
                                "--scale=" + SCALE,
                                "--postgres=17",
                                "--limit=120",
                                // quick to start is what counts here
                                "--jvm=-XX:TieredStopAtLevel=1",
                                "--jvm=-XX:+UseSerialGC",
                                "--results=" + results),
                        Stream.of(more))
                .toArray(String[]::new);
        return benchmark.execute(arguments);
    }

    private static List<String> available(Stream<String> consumers) {
        return consumers
                .filter(consumer -> HAS_RECVLOGICAL || !consumer.startsWith("pg_recvlogical"))
                .toList();
    }

    private List<Map<String, String>> csv(String file) throws IOException {
        List<String[]> lines = Files.readAllLines(results.resolve(file)).stream()
                .map(line -> line.split(","))
                .toList();
        return lines.stream()
                .skip(1)
                .map(cells -> {
                    Map<String, String> row = new HashMap<>();
                    for (int i = 0; i < cells.length; i++) {
                        row.put(lines.get(0)[i], cells[i]);
                    }
                    return row;
                })
                .toList();
    }
}
