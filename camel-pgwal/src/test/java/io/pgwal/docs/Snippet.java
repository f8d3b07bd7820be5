package io.pgwal.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page that a reader may copy.
 *
 * @param page     relative to the repository
 * @param line     of the page at which its text begins, from 1
 * @param language as the fence names it; empty if it names none
 */
public record Snippet(String page, int line, String language, String text) {

    private static final Pattern MARKDOWN =
            Pattern.compile("^( *)```([a-z]*)\\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern ASCIIDOC =
            Pattern.compile("^()\\[source,([a-z]+)]\\n----\\n(.*?)^----$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern INDENTED_COMMAND = Pattern.compile("^() {4}()(\\./mvnw .*\\n)", Pattern.MULTILINE);

    /** The blocks of all pages of the repository, and indented commands as blocks of {@code sh}. */
    public static List<Snippet> all() {
        List<Snippet> all = new ArrayList<>();
        for (Path file : Repository.files(".md", ".adoc")) {
            all.addAll(of(Repository.ROOT.relativize(file).toString()));
        }
        return all;
    }

    /** @param page relative to the repository */
    public static List<Snippet> of(String page) {
        return in(page, page(page));
    }

    /** @param page relative to the repository */
    public static String page(String page) {
        return Repository.read(Repository.ROOT.resolve(page));
    }

    static List<Snippet> in(String page, String text) {
        List<Snippet> all = new ArrayList<>();
        for (Pattern pattern : List.of(MARKDOWN, ASCIIDOC, INDENTED_COMMAND)) {
            Matcher found = pattern.matcher(text);
            found.results().map(block -> of(page, text, block)).forEach(all::add);
        }
        return all;
    }

    private static Snippet of(String page, String text, MatchResult block) {
        int line = (int) text.substring(0, block.start(3)).lines().count() + 1;
        String language = block.group(2).isEmpty() && block.group(3).startsWith("./mvnw") ? "sh" : block.group(2);
        String code = block.group(3).replaceAll("(?m)^" + block.group(1), "");
        return new Snippet(page, line, language, code);
    }

    /** The page and the first line: how lists name a block. */
    public String name() {
        return page + ": " + text.lines().findFirst().orElse("").strip();
    }

    @Override
    public String toString() {
        return page + ":" + line + " (" + language + ")";
    }
}
