package io.pgwal.benchmarks;

import io.pgwal.benchmarks.consumer.Latencies;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Finds timed rows in what pg_recvlogical writes: the only 16 digits in a row among its bytes are microseconds since
 * 1970. A read that ends within them is continued.
 */
final class TimedPipe {

    private static final int DIGITS = 16;

    private final int expected;
    private final Latencies latencies;
    private int seen;
    private int digits;
    private long value;

    TimedPipe(int expected, int warmUp) {
        this.expected = expected;
        this.latencies = new Latencies(expected, warmUp);
    }

    /** Returns when all have come. */
    Map<String, Long> read(InputStream in) throws IOException {
        byte[] chunk = new byte[8192];
        while (seen < expected) {
            int length = in.read(chunk);
            if (length < 0) {
                throw new IOException("it ended after " + seen + " rows");
            }
            for (int i = 0; i < length; i++) {
                take(chunk[i]);
            }
        }
        return Map.of(
                "changes", (long) seen,
                "p50", latencies.within(0.5),
                "p99", latencies.within(0.99),
                "most", latencies.within(1));
    }

    private void take(byte b) {
        if (b < '0' || b > '9') {
            digits = 0;
            value = 0;
            return;
        }
        value = value * 10 + b - '0';
        if (++digits == DIGITS) {
            latencies.came(value);
            seen++;
        }
    }
}
