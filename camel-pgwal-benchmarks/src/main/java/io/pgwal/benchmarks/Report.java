package io.pgwal.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The runs as Markdown: a table for each workload, a row for each consumer. */
final class Report {

    private static final String HEAD = """
            | consumer | changes/s (least – most) | ÷ %s (least – most) | consumer CPU µs | walsender CPU µs \
            | peak RSS MB | allocated B | GC | first after ms | other load |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private final List<Run> runs;
    private final String yardstick;

    /** @param yardstick the consumer that others are divided by, run by run of the same round */
    Report(List<Run> runs, String yardstick) {
        this.runs = runs;
        this.yardstick = yardstick;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        for (Workload workload : Workload.values()) {
            List<Run> its =
                    runs.stream().filter(run -> run.workload() == workload).toList();
            if (!its.isEmpty()) {
                text.append("\n**")
                        .append(workload)
                        .append("** ")
                        .append(workload.title())
                        .append('\n');
                text.append('\n').append(HEAD.formatted(yardstick));
                its.stream()
                        .map(Run::consumer)
                        .distinct()
                        .forEach(consumer -> text.append(row(
                                consumer,
                                its.stream()
                                        .filter(run -> run.consumer().equals(consumer))
                                        .toList(),
                                its.stream()
                                        .filter(run -> run.consumer().equals(yardstick))
                                        .toList())));
            }
        }
        return text.append("\nCPU and allocation are for one change.\n").toString();
    }

    private static String row(String consumer, List<Run> its, List<Run> yardsticks) {
        Run any = its.get(0);
        List<String> cells = new ArrayList<>();
        cells.add(consumer + remarks(its));
        cells.add(spread("%,.0f", its, Run::rate));
        cells.add(ratio(its, yardsticks));
        cells.add(median("%.2f", its, Run::cpuPerChange));
        cells.add(any.walsenderCpuMicros() == 0 ? "" : median("%.2f", its, Run::walsenderCpuPerChange));
        cells.add(any.peakKib() == 0 ? "" : median("%,.0f", its, run -> run.peakKib() / 1024.0));
        cells.add(any.allocated() < 0 ? "" : median("%,.0f", its, run -> (double) run.allocated() / run.changes()));
        cells.add(
                any.gcCount() < 0
                        ? ""
                        : median("%.0f", its, Run::gcCount) + " in " + median("%.0f ms", its, Run::gcMillis));
        cells.add(any.firstMicros() < 0 ? "" : median("%,.0f", its, run -> run.firstMicros() / 1e3));
        cells.add(median("%.2f", its, Run::otherLoad));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String remarks(List<Run> its) {
        String remarks = "";
        if (!its.stream().allMatch(Run::complete)) {
            long most = its.stream().mapToLong(Run::changes).max().orElseThrow();
            remarks += " (stopped after " + String.format(Locale.ROOT, "%,d", most) + " changes)";
        } else if (!its.stream().allMatch(Run::acknowledged)) {
            remarks += " (**not acknowledged**)";
        }
        return remarks;
    }

    /** Of the same round each; what has no yardstick in its round is left out. */
    static double[] ratios(List<Run> its, List<Run> yardsticks) {
        return its.stream()
                .flatMap(run -> yardsticks.stream()
                        .filter(yardstick -> yardstick.round() == run.round())
                        .map(yardstick -> run.rate() / yardstick.rate()))
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static String ratio(List<Run> its, List<Run> yardsticks) {
        double[] ratios = ratios(its, yardsticks);
        return ratios.length == 0 ? "" : text("%.2f", Spread.of(ratios));
    }

    private static String spread(String format, List<Run> its, ToDoubleFunction<Run> figure) {
        return text(format, Spread.of(its.stream().mapToDouble(figure).toArray()));
    }

    private static String text(String format, Spread spread) {
        return String.format(
                Locale.ROOT,
                "**" + format + "** (" + format + " – " + format + ")",
                spread.median(),
                spread.min(),
                spread.max());
    }

    private static String median(String format, List<Run> its, ToDoubleFunction<Run> figure) {
        return String.format(
                Locale.ROOT,
                format,
                Spread.of(its.stream().mapToDouble(figure).toArray()).median());
    }
}
