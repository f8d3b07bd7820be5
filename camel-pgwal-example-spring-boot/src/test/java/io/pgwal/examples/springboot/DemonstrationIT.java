package io.pgwal.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemonstrationIT {

    @Test
    void what_commits_is_read_once_and_what_is_rolled_back_never_over_a_restart() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DemoServer server = DemoServer.embedded("logical")) {
            Demonstration.run(server, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().map(String::strip))
                .containsSubsequence(
                        "Order 2 is rolled back with its message: no cup left",
                        "row of order 1",
                        "message order 1 placed",
                        "row of order 3",
                        "message order 3 placed",
                        "row of order 4",
                        "row of order 5",
                        "message order 5 placed")
                .noneMatch(line -> line.contains("row of order 2") || line.contains("order 2 placed"));
    }
}
