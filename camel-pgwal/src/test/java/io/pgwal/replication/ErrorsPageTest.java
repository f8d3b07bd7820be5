package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for users about what can go wrong is complete and says what the code does. */
class ErrorsPageTest {

    /** A heading is an anchor: {@code errors.md#slot_busy}. */
    private static final Pattern ENTRY = Pattern.compile("(?m)^### (\\S+)\n\n([A-Z]+)\\. (.+)\n\n(.+)$");

    @Test
    void every_kind_has_an_entry_with_its_verdict() throws IOException {
        assertThat(entries().stream().map(entry -> entry.group(1) + " " + entry.group(2)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ReplicationFailure.Kind.values())
                        .map(kind -> kind + " " + kind.verdict())
                        .toList());
    }

    @Test
    void every_entry_says_what_to_do() throws IOException {
        assertThat(entries()).allSatisfy(entry -> assertThat(entry.group(4)).startsWith("Do: "));
    }

    @Test
    void every_heading_is_an_entry() throws IOException {
        assertThat(page().lines().filter(line -> line.startsWith("### "))).hasSameSizeAs(entries());
    }

    private static List<MatchResult> entries() throws IOException {
        return ENTRY.matcher(page()).results().toList();
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "src-docs", "errors.md"));
    }
}
