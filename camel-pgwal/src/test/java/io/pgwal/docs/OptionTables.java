package io.pgwal.docs;

import io.pgwal.docs.Catalog.Entry;
import java.util.ArrayList;
import java.util.List;

/** Tables of options and headers, in Markdown and in AsciiDoc. */
final class OptionTables {

    /** How a page writes a table. */
    enum Language {
        MARKDOWN {
            @Override
            String heading(String text) {
                return "### " + text + "\n\n";
            }

            @Override
            String table(List<String> head, List<List<String>> rows) {
                StringBuilder table = new StringBuilder(row(head))
                        .append("| --- ".repeat(head.size()))
                        .append("|\n");
                rows.forEach(row -> table.append(row(row)));
                return table.append('\n').toString();
            }

            private String row(List<String> cells) {
                return "| " + String.join(" | ", cells).replace(" |  |", " | |") + " |\n";
            }
        },
        ASCIIDOC {
            @Override
            String heading(String text) {
                return "=== " + text + "\n\n";
            }

            @Override
            String table(List<String> head, List<List<String>> rows) {
                StringBuilder table = new StringBuilder("[options=\"header\"]\n|===\n").append(row(head));
                rows.forEach(row -> table.append(row(row)));
                return table.append("|===\n\n").toString();
            }

            private String row(List<String> cells) {
                return "| " + String.join(" | ", cells).replace("|  |", "| |") + "\n";
            }
        };

        abstract String heading(String text);

        abstract String table(List<String> head, List<List<String>> rows);
    }

    private final Catalog catalog;
    private final Language language;

    OptionTables(Catalog catalog, Language language) {
        this.catalog = catalog;
        this.language = language;
    }

    String options() {
        StringBuilder text = new StringBuilder();
        catalog.grouped(catalog.options())
                .forEach((group, options) -> text.append(language.heading("Options: " + group))
                        .append(language.table(List.of("option", "type", "default", "what it says"), rows(options))));
        return text.toString();
    }

    /** Those that no endpoint has. */
    String componentOptions() {
        List<String> ofEndpoints = catalog.options().stream().map(Entry::name).toList();
        List<Entry> own = catalog.componentOptions().stream()
                .filter(option -> !ofEndpoints.contains(option.name()))
                .toList();
        return language.table(List.of("option", "type", "default", "what it says"), rows(own));
    }

    String headers() {
        List<List<String>> rows = catalog.headers().stream()
                .map(header -> List.of(
                        "`" + header.name() + "`",
                        "`" + header.shownType() + "`",
                        header.json().getString("label").replace("common", "consumer, producer"),
                        cell(header.description())))
                .toList();
        return language.table(List.of("header", "type", "for", "what it says"), rows);
    }

    private static List<List<String>> rows(List<Entry> options) {
        List<List<String>> rows = new ArrayList<>();
        for (Entry option : options) {
            String given = option.shownDefault();
            rows.add(List.of(
                    "`" + option.name() + "`" + (option.is("required") ? " (required)" : ""),
                    "`" + option.shownType() + "`",
                    given.isEmpty() ? "" : "`" + given + "`",
                    cell(option.description()) + values(option) + (option.is("secret") ? " Secret." : "")));
        }
        return rows;
    }

    private static String values(Entry option) {
        return option.values().isEmpty() ? "" : " One of: " + String.join(", ", option.values()) + ".";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
