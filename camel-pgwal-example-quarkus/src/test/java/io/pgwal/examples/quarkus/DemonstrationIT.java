package io.pgwal.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as Quarkus has built it, in a JVM of its own. */
class DemonstrationIT {

    @Test
    void the_built_application_reads_every_change_and_goes_on_where_it_was_acknowledged(@TempDir Path folder)
            throws Exception {
        Path printed = folder.resolve("printed");
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            boolean ended = application.waitFor(3, TimeUnit.MINUTES);
            String all = Files.readString(printed);
            assertThat(ended).as(all).isTrue();
            assertThat(application.exitValue()).as(all).isZero();
            assertThat(all.lines().map(String::strip))
                    .containsSubsequence(
                            "INSERT 1", "INSERT 2", "DELETE 1", "INSERT 3", "Summary: every change once, in order.");
        } finally {
            application.destroyForcibly();
        }
    }
}
