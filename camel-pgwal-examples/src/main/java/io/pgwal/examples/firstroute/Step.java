package io.pgwal.examples.firstroute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One paragraph of an SQL file: comment lines say what happens, statements make it happen.
 *
 * @param statements each ends with a semicolon at the end of a line
 */
record Step(String caption, List<String> statements) {

    static List<Step> read(String file) {
        try (InputStream in = Step.class.getResourceAsStream("/first-route/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.strip().split("\\R\\s*\\R"))
                    .map(Step::parse)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Step parse(String paragraph) {
        String caption = paragraph
                .lines()
                .filter(line -> line.startsWith("--"))
                .map(line -> line.substring(2).strip())
                .collect(Collectors.joining(" "));
        String sql = paragraph.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return new Step(caption, Arrays.stream(sql.split(";\\s*(\\n|$)")).toList());
    }
}
