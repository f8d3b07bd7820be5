package io.pgwal.replication.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page for users names each check, and none that is not there. */
class DoctorPageTest {

    @Test
    void every_check_has_its_place_in_the_table() throws IOException {
        String page = Files.readString(Path.of("..", "src-docs", "doctor.md"));
        List<String> rows = page.substring(page.indexOf("## What is looked at"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| check") && !line.startsWith("| ---"))
                .flatMap(line -> Arrays.stream(line.split("\\|")[1].split(",")))
                .map(String::strip)
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(Preflight.checks());
    }
}
