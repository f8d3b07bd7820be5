package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Memory behind an exchange that does not complete. {@code -Dpgwal.stuck.transactions} says how many transactions complete
 * behind it, {@code -Dpgwal.stuck.heap} in how much memory; by default small enough for every build, and a hundred bytes for
 * each transaction would not fit.
 */
class StuckTransactionTest {

    private static final int TRANSACTIONS = Integer.getInteger("pgwal.stuck.transactions", 500_000);
    private static final String HEAP = System.getProperty("pgwal.stuck.heap", "32m");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(StuckTransaction.Followed.class)
    void memory_is_bounded_behind_a_stuck_transaction(StuckTransaction.Followed followed) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        StuckTransaction.class.getName(),
                        followed.name(),
                        Integer.toString(TRANSACTIONS))
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
        String end = new Lsn(100L * TRANSACTIONS).toString();
        assertThat(Files.readString(output)).contains("held=0/0 confirmed=" + end + " end=" + end);
    }
}
