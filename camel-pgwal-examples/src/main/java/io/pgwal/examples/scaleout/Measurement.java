package io.pgwal.examples.scaleout;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One drain of what was committed before the routes started. */
record Measurement(SetUp setUp, long changes, Duration time, Cpu cpu) {

    long perSecond() {
        return Math.round(changes / seconds(time));
    }

    /** The one in the middle, and what the others were. */
    static String line(List<Measurement> ofOneSetUp) {
        List<Measurement> sorted = ofOneSetUp.stream()
                .sorted(Comparator.comparingLong(Measurement::perSecond))
                .toList();
        Measurement median = sorted.get(sorted.size() / 2);
        return String.format(
                Locale.ROOT,
                "| %s | %,d (%,d to %,d) | %.1f s | %.1f s | %.1f s | %.1f s |",
                median.setUp.name(),
                median.perSecond(),
                sorted.get(0).perSecond(),
                sorted.get(sorted.size() - 1).perSecond(),
                seconds(median.time),
                seconds(median.cpu.servers()),
                seconds(median.cpu.routes()),
                seconds(median.cpu.broker()));
    }

    static String heading() {
        return "| set-up | changes per second, median (least to most) | time | processor: walsenders | routes | broker |"
                + "\n| --- | --- | --- | --- | --- | --- |";
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
