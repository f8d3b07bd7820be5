package io.pgwal.benchmarks;

import java.util.List;
import java.util.Locale;

/** The rates as bars, a panel for each workload: the median, and a line from the least to the most. SVG. */
final class Plot {

    private static final int WIDTH = 900;
    private static final int LEFT = 270;
    private static final int BAR = 16;
    private static final int GAP = 6;
    private static final int TITLE = 34;
    private static final int RIGHT = 120;

    private final StringBuilder svg = new StringBuilder();
    private int y = 10;

    private Plot() {}

    static String of(List<Run> runs) {
        Plot plot = new Plot();
        for (Workload workload : Workload.values()) {
            List<Run> its =
                    runs.stream().filter(run -> run.workload() == workload).toList();
            if (!its.isEmpty()) {
                plot.panel(workload, its);
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + (plot.y + 10)
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                + plot.svg + "</svg>\n";
    }

    private void panel(Workload workload, List<Run> its) {
        double most = its.stream().mapToDouble(Run::rate).max().orElseThrow();
        y += TITLE - BAR;
        text(10, "start", workload + ": " + workload.title() + " (changes/s)", "bold");
        y += BAR;
        for (String consumer : its.stream().map(Run::consumer).distinct().toList()) {
            Spread rates = Spread.of(its.stream()
                    .filter(run -> run.consumer().equals(consumer))
                    .mapToDouble(Run::rate)
                    .toArray());
            bar(consumer, rates, (WIDTH - LEFT - RIGHT) / most);
        }
    }

    private void bar(String consumer, Spread rates, double scale) {
        double end = LEFT + rates.median() * scale;
        String colour = consumer.startsWith("pgwal") ? "#2f6db5" : "#b5b5b5";
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                LEFT, y, rates.median() * scale, BAR, colour);
        line(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"black\"/>",
                LEFT + rates.min() * scale, LEFT + rates.max() * scale, y + BAR / 2, y + BAR / 2);
        y += BAR - 4;
        text(LEFT - 8, "end", consumer, "normal");
        text(
                (int) Math.max(end, LEFT + rates.max() * scale) + 6,
                "start",
                String.format(Locale.ROOT, "%,.0f", rates.median()),
                "normal");
        y += GAP + 4;
    }

    private void text(int x, String anchor, String text, String weight) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        line("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>", x, y, anchor, weight, escaped);
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
