package io.pgwal.values;

/**
 * {@code interval}, as under IntervalStyle=postgres: {@code 1 year 2 mons -3 days +04:05:06.789}. Binary: int64
 * microseconds, int32 days, int32 months.
 */
final class IntervalCodec {

    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final int MONTHS = 0;
    private static final int DAYS = 1;

    private IntervalCodec() {}

    static Object text(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        if (in.skip("infinity")) {
            in.end();
            return Interval.INFINITY;
        }
        if (in.skip("-infinity")) {
            in.end();
            return Interval.NEGATIVE_INFINITY;
        }
        long[] counts = new long[2];
        long micros = 0;
        do {
            boolean negative = in.skip('-');
            if (!negative) {
                in.skip('+');
            }
            long number = in.digits(1, 10);
            number = negative ? -number : number;
            if (in.peek() == ':') {
                micros = time(in, number, negative);
                break;
            }
            in.expect(' ');
            add(counts, number, in);
        } while (in.skip(' '));
        in.end();
        return new Interval(Math.toIntExact(counts[MONTHS]), Math.toIntExact(counts[DAYS]), micros);
    }

    private static void add(long[] counts, long number, TextCursor in) {
        if (in.skip("year")) {
            counts[MONTHS] += number * 12;
        } else if (in.skip("mon")) {
            counts[MONTHS] += number;
        } else {
            in.expect("day");
            counts[DAYS] += number;
        }
        in.skip('s');
    }

    /** Adds up on the sign's own side, where there is room for the smallest number too. */
    private static long time(TextCursor in, long hours, boolean negative) {
        int sign = negative ? -1 : 1;
        in.expect(':');
        long minutes = in.digits(2, 2) * sign;
        in.expect(':');
        long seconds = in.digits(2, 2) * sign + minutes * 60;
        long micros = TemporalCodecs.micros(in) * sign;
        long wholeHours = Math.multiplyExact(hours, 3600 * MICROS_OF_SECOND);
        return Math.addExact(wholeHours, seconds * MICROS_OF_SECOND + micros);
    }

    static Object binary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        long micros = in.int64();
        int days = in.int32();
        int months = in.int32();
        in.end();
        return new Interval(months, days, micros);
    }
}
