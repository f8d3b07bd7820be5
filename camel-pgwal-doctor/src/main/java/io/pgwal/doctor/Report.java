package io.pgwal.doctor;

import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.preflight.Finding;
import io.pgwal.replication.preflight.Finding.Level;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Findings as a table: level, check, what was found, and below it what mends it, in lines that are never broken. */
final class Report {

    private static final int WIDTH = 120;
    private static final int LEVEL = 6;
    private static final int CHECK = 31;
    private static final String MENDS = " ".repeat(LEVEL) + "-> ";

    private final ColorScheme colors;

    Report(ColorScheme colors) {
        this.colors = colors;
    }

    String of(SessionSettings settings, List<Finding> findings) {
        StringBuilder report = new StringBuilder();
        report.append("The slot ")
                .append(settings.slot().name())
                .append(" and the publication ")
                .append(String.join(", ", settings.publications().names()))
                .append(" at ")
                .append(settings.connection().location())
                .append(", as ")
                .append(settings.connection().user())
                .append("\n\n");
        findings.forEach(finding -> report.append(row(finding)));
        return report.append('\n')
                .append(List.of(Level.values()).stream()
                        .map(level -> findings.stream()
                                        .filter(finding -> finding.level() == level)
                                        .count()
                                + " " + level)
                        .collect(Collectors.joining(", ")))
                .append('\n')
                .toString();
    }

    private String row(Finding finding) {
        TextTable table = TextTable.forColumns(
                colors,
                new Column(LEVEL, 0, Overflow.TRUNCATE),
                new Column(CHECK, 0, Overflow.TRUNCATE),
                new Column(WIDTH - LEVEL - CHECK, 0, Overflow.WRAP));
        table.addRowValues(
                colors.ansi().text(colored(finding.level())),
                colors.ansi().new Text(finding.check(), colors),
                colors.ansi().new Text(finding.what(), colors));
        String mends = finding.remedy().replace("\n", "\n" + " ".repeat(MENDS.length()));
        return table + (mends.isEmpty() ? "" : MENDS + mends + "\n");
    }

    private static String colored(Level level) {
        return switch (level) {
            case OK -> "@|green OK|@";
            case WARN -> "@|bold,yellow WARN|@";
            case FAIL -> "@|bold,red FAIL|@";
        };
    }
}
