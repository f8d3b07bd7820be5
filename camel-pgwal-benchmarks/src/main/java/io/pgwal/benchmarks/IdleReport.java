package io.pgwal.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Latencies as Markdown, a row for each consumer. */
final class IdleReport {

    private final List<IdleRun> runs;
    private final String yardstick;

    /** @param yardstick the consumer that others are divided by, run by run of the same round */
    IdleReport(List<IdleRun> runs, String yardstick) {
        this.runs = runs;
        this.yardstick = yardstick;
    }

    String markdown() {
        StringBuilder text =
                new StringBuilder("\n**idle** one-row transactions, 100 in a second; milliseconds from the row's"
                        + " clock_timestamp() to the consumer's callback, medians of the rounds (least – most)\n\n"
                        + "| consumer | p50 | p99 | p50 ÷ %1$s | p99 ÷ %1$s |\n| --- | ---: | ---: | ---: | ---: |\n"
                                .formatted(yardstick));
        for (String consumer : runs.stream().map(IdleRun::consumer).distinct().toList()) {
            text.append("| ").append(consumer);
            text.append(" | ").append(millis(consumer, IdleRun::p50));
            text.append(" | ").append(millis(consumer, IdleRun::p99));
            text.append(" | ").append(ratio(consumer, IdleRun::p50));
            text.append(" | ").append(ratio(consumer, IdleRun::p99)).append(" |\n");
        }
        return text.toString();
    }

    private String millis(String consumer, ToDoubleFunction<IdleRun> figure) {
        return text(of(consumer).stream()
                .mapToDouble(run -> figure.applyAsDouble(run) / 1e3)
                .toArray());
    }

    private String ratio(String consumer, ToDoubleFunction<IdleRun> figure) {
        double[] ratios = of(consumer).stream()
                .flatMap(run -> of(yardstick).stream()
                        .filter(other -> other.round() == run.round())
                        .map(other -> figure.applyAsDouble(run) / figure.applyAsDouble(other)))
                .mapToDouble(Double::doubleValue)
                .toArray();
        return ratios.length == 0 ? "" : text(ratios);
    }

    private static String text(double[] values) {
        Spread spread = Spread.of(values);
        return String.format(Locale.ROOT, "**%.2f** (%.2f – %.2f)", spread.median(), spread.min(), spread.max());
    }

    private List<IdleRun> of(String consumer) {
        return runs.stream().filter(run -> run.consumer().equals(consumer)).toList();
    }
}
