package io.pgwal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.Streaming;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A transaction of any size passes with little memory, streamed or not. {@code -Dpgwal.reliability.rows} says how large,
 * {@code -Dpgwal.reliability.heap} with how much; by default small enough for every build.
 */
class LargeTransactionIT {

    private static final int ROWS = Integer.getInteger("pgwal.reliability.rows", 300_000);
    private static final String HEAP = System.getProperty("pgwal.reliability.heap", "48m");
    private static final boolean ALL = Boolean.getBoolean("pgwal.reliability.all");

    @TempDir
    private Path directory;

    static Stream<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (int major : PgServers.majors()) {
            if (ALL || major == PgServers.newest().major()) {
                runs.add(Arguments.of(major, Streaming.OFF));
                runs.add(Arguments.of(major, Streaming.ON));
            }
        }
        return runs.stream();
    }

    @ParameterizedTest(name = "PostgreSQL {0}, streaming {1}")
    @MethodSource("runs")
    void a_large_transaction_passes_in_a_small_heap(int major, Streaming streaming) throws Exception {
        PgServer server = PgServers.shared(major);
        try (TestDatabase database = server.newDatabase()) {
            database.sql(
                    "CREATE TABLE t (id int PRIMARY KEY, name text)",
                    "CREATE PUBLICATION pub FOR TABLE t",
                    "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')",
                    "INSERT INTO t SELECT n, 'row number ' || n FROM generate_series(1, " + ROWS + ") n");
            String said = read(database, streaming);
            System.out.printf(
                    "PostgreSQL %d, streaming %s, %,d rows, -Xmx%s: %s%n", major, streaming, ROWS, HEAP, said);
            assertThat(said).startsWith("problem=none confirmed=true");
            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left.filter(file -> file.toString().endsWith(".spill")))
                        .isEmpty();
            }
        }
    }

    private String read(TestDatabase database, Streaming streaming) throws IOException, InterruptedException {
        String url = database.jdbcUrl() + "?user=" + database.server().user() + "&password="
                + database.server().password() + "&options=-c%20logical_decoding_work_mem=64kB";
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeTransactionReader.class.getName(),
                        url,
                        database.slot(),
                        streaming.name(),
                        directory.toString(),
                        Integer.toString(ROWS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("it ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("problem="))
                .findFirst()
                .orElseGet(() -> "it said: " + text(output));
    }

    private static String text(Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
