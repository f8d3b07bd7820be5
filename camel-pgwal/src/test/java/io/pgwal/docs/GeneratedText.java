package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a page that is made from what the code says: between a line with {@code generated: name} and the next one with
 * {@code /generated}, each a comment of the page's language.
 */
public final class GeneratedText {

    private static final String WRITE = "pgwal.docs.write";

    private GeneratedText() {}

    /**
     * The part holds this text; with {@code -Dpgwal.docs.write=true} it does so afterwards.
     *
     * @param page of the repository
     * @param test that is calling, to be named in the failure
     */
    public static void check(String page, String name, String text, Class<?> test) throws IOException {
        Path file = Repository.ROOT.resolve(page);
        String all = Repository.read(file);
        Matcher part = Pattern.compile(
                        "(?<=^(<!-- |// )generated: " + Pattern.quote(name)
                                + "( -->)?\\n).*?(?=^(<!-- |// )/generated)",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(all);
        assertThat(part.find()).as("%s has a part 'generated: %s'", page, name).isTrue();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(file, all.substring(0, part.start()) + text + all.substring(part.end()));
            return;
        }
        assertThat(differences(part.group(), text))
                .as(
                        "The part '%s' of %s is not what the code says now. To write it anew:\n"
                                + "./mvnw test -pl camel-pgwal -Dtest=%s -D%s=true",
                        name, page, test.getSimpleName(), WRITE)
                .isEmpty();
    }

    private static List<String> differences(String there, String now) {
        List<String> before = there.lines().toList();
        List<String> after = now.lines().toList();
        List<String> differences = new ArrayList<>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> differences.add("- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> differences.add("+ " + line));
        if (differences.isEmpty() && !there.equals(now)) {
            differences.add("the same lines in another order or number");
        }
        return differences;
    }
}
