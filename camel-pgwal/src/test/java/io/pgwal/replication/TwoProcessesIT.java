package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one slot: one reads, the other waits. */
@OnEveryPostgres
class TwoProcessesIT extends SessionFixture {

    /** What {@link ReadingProcess} waits between two looks. */
    private static final Duration RECONNECT_DELAY = Duration.ofSeconds(1);

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path output;

    TwoProcessesIT(PgServer server) {
        super(server);
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void the_one_that_waits_takes_over_when_the_other_is_killed() throws Exception {
        Process active = start("active");
        awaitLine("active", "READY STREAMING");
        Process standby = start("standby");
        awaitLine("standby", "READY STANDBY");
        database.sql("INSERT INTO t VALUES (1)");
        awaitLine("active", "CHANGE 1");

        active.destroyForcibly().waitFor();
        long killed = System.nanoTime();
        database.sql("INSERT INTO t VALUES (2)");

        awaitLine("standby", "CHANGE 2");
        Duration takeover = Duration.ofNanos(System.nanoTime() - killed);
        assertThat(takeover).isLessThan(RECONNECT_DELAY.multipliedBy(4));
        assertThat(lines("standby").stream().filter(line -> line.startsWith("CHANGE")))
                .isSubsetOf("CHANGE 1", "CHANGE 2")
                .endsWith("CHANGE 2");
        assertThat(standby.isAlive()).isTrue();
    }

    private Process start(String name) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadingProcess.class.getName(),
                        database.jdbcUrl() + "?user=" + server.user() + "&password=" + server.password(),
                        database.slot(),
                        Long.toString(RECONNECT_DELAY.toMillis()))
                .redirectOutput(output.resolve(name).toFile())
                .redirectError(output.resolve(name + ".err").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private void awaitLine(String name, String line) {
        await(name + " to say " + line)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> lines(name).contains(line));
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(output.resolve(name));
    }
}
