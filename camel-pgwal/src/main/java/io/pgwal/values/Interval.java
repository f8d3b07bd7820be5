package io.pgwal.values;

import java.io.Serializable;
import java.util.Locale;

/**
 * A PostgreSQL interval: three counts that do not add up, since a month has no fixed number of days, nor a day of hours.
 * Each has its own sign.
 *
 * <p>In an infinite interval (PostgreSQL 17 and later) all three have their type's greatest, or least, value.
 */
public record Interval(int months, int days, long microseconds) implements Serializable {

    public static final Interval INFINITY = new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    public static final Interval NEGATIVE_INFINITY = new Interval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final long MICROS_OF_MINUTE = 60 * MICROS_OF_SECOND;
    private static final long MICROS_OF_HOUR = 60 * MICROS_OF_MINUTE;

    public boolean isInfinite() {
        return equals(INFINITY) || equals(NEGATIVE_INFINITY);
    }

    /** As PostgreSQL writes it under IntervalStyle=postgres, such as {@code 1 year -2 mons +3 days 04:05:06.789}. */
    @Override
    public String toString() {
        if (isInfinite()) {
            return months > 0 ? "infinity" : "-infinity";
        }
        StringBuilder text = new StringBuilder();
        boolean afterMinus = append(text, months / 12, "year", false);
        afterMinus = append(text, months % 12, "mon", afterMinus);
        afterMinus = append(text, days, "day", afterMinus);
        if (microseconds != 0 || text.length() == 0) {
            text.append(text.length() == 0 ? "" : " ");
            text.append(microseconds < 0 ? "-" : afterMinus ? "+" : "");
            appendTime(text);
        }
        return text.toString();
    }

    /** @return whether the next part, if it is positive, needs a sign */
    private static boolean append(StringBuilder text, int count, String unit, boolean afterMinus) {
        if (count == 0) {
            return afterMinus;
        }
        text.append(text.length() == 0 ? "" : " ").append(afterMinus && count > 0 ? "+" : "");
        text.append(count).append(' ').append(unit).append(count == 1 ? "" : "s");
        return count < 0;
    }

    private void appendTime(StringBuilder text) {
        long hours = Math.abs(microseconds / MICROS_OF_HOUR);
        long minutes = Math.abs(microseconds % MICROS_OF_HOUR / MICROS_OF_MINUTE);
        long seconds = Math.abs(microseconds % MICROS_OF_MINUTE / MICROS_OF_SECOND);
        long fraction = Math.abs(microseconds % MICROS_OF_SECOND);
        text.append(String.format(Locale.ROOT, "%02d:%02d:%02d", hours, minutes, seconds));
        if (fraction != 0) {
            text.append(String.format(Locale.ROOT, ".%06d", fraction));
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
    }
}
