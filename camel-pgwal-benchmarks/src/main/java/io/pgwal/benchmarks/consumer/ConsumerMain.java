package io.pgwal.benchmarks.consumer;

import io.pgwal.benchmarks.ConsumerSpec;
import java.io.IOException;
import java.util.List;

/**
 * One consumer in a JVM of its own. When it has seen all changes, or its input ends, it prints one line of what it has
 * seen and used; when its input ends, it confirms and stops.
 *
 * <p>Arguments: consumer, JDBC URL, slot, publication, expected changes, the three columns (with commas), and how many
 * changes are warm-up, -1 when latencies do not matter.
 */
public final class ConsumerMain {

    /** The line begins so; names and values follow. */
    public static final String SEEN = "SEEN";

    private ConsumerMain() {}

    public static void main(String[] args) throws Exception {
        ConsumerSpec spec = ConsumerSpec.parse(args[0]);
        Source source = new Source(spec, args[1], args[2], args[3], List.of(args[5].split(",")));
        Tally tally = new Tally(Integer.parseInt(args[4]), Integer.parseInt(args[6]));
        Thread orders = new Thread(() -> awaitEndOfInput(tally), "orders");
        orders.setDaemon(true);
        orders.start();
        try (Reader reader = spec.kind().newReader()) {
            reader.prepare(source, tally);
            Usage before = Usage.now();
            reader.start(source, tally);
            tally.awaitEnd();
            Usage used = Usage.now().since(before);
            System.out.printf(
                    "%s changes=%d first=%d last=%d cpu=%d allocated=%d gcCount=%d gcMillis=%d%s%n",
                    SEEN,
                    tally.seen(),
                    tally.first(),
                    tally.last(),
                    used.cpu(),
                    used.allocated(),
                    used.gcCount(),
                    used.gcMillis(),
                    tally.timed());
            orders.join();
        }
    }

    private static void awaitEndOfInput(Tally tally) {
        try {
            while (System.in.read() >= 0) {
                // only its end is an order
            }
        } catch (IOException e) {
            tally.failed(e);
        }
        tally.enough();
    }
}
