package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page for users about what can go wrong is complete and says what the code does. */
class ErrorsPageTest {

    @Test
    void every_kind_of_failure_has_a_row_with_its_verdict_and_no_row_is_of_another() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "src-docs", "errors.md")).stream()
                .filter(line -> line.matches("\\| [A-Z_]+ \\|.*"))
                .map(line -> line.split("\\|")[1].trim() + " " + line.split("\\|")[2].trim())
                .toList();
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ReplicationFailure.Kind.values())
                        .map(kind -> kind + " " + kind.verdict())
                        .toList());
    }
}
