package io.pgwal.values;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values as PostgreSQL writes them, which it reads back: under DateStyle ISO, IntervalStyle postgres and time zone UTC.
 * Digits of floating point numbers are Java's.
 *
 * <p>Without a type a Map is written as a composite value, and arrays are written without their lower bounds;
 * {@link TypedText} knows better.
 */
public final class PostgresText {

    static final Predicate<String> QUOTED_IN_RANGE =
            Pattern.compile("^$|[\"\\\\()\\[\\],\\s]").asPredicate();
    static final Predicate<String> QUOTED_IN_ROW =
            Pattern.compile("^$|[\"\\\\(),\\s]").asPredicate();
    static final Predicate<String> QUOTED_IN_ARRAY =
            Pattern.compile("^$|^(?i:null)$|[\"\\\\{},;\\s]").asPredicate();

    private PostgresText() {}

    /** @param value not null */
    public static String of(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "t" : "f";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Range<?> range) {
            return range(range);
        }
        if (value instanceof Map<?, ?> row) {
            return row.values().stream()
                    .map(attribute -> attribute == null ? "" : doubled(of(attribute), QUOTED_IN_ROW))
                    .collect(Collectors.joining(",", "(", ")"));
        }
        if (value instanceof List<?> array) {
            return array.stream().map(PostgresText::element).collect(Collectors.joining(",", "{", "}"));
        }
        return temporal(value);
    }

    /** A range within braces stands without quotes: that is a multirange. */
    private static String element(Object element) {
        if (element == null) {
            return "NULL";
        }
        String text = of(element);
        return element instanceof List || element instanceof Range ? text : escaped(text);
    }

    /** An element of an array: a backslash stands before quotes and backslashes. */
    static String escaped(String text) {
        return QUOTED_IN_ARRAY.test(text) ? quoted(text) : text;
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String range(Range<?> range) {
        if (range.empty()) {
            return "empty";
        }
        return (range.lowerInclusive() ? "[" : "(")
                + (range.lower() == null ? "" : doubled(of(range.lower()), QUOTED_IN_RANGE))
                + ","
                + (range.upper() == null ? "" : doubled(of(range.upper()), QUOTED_IN_RANGE))
                + (range.upperInclusive() ? "]" : ")");
    }

    static String doubled(String text, Predicate<String> quoted) {
        return quoted.test(text) ? '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"' : text;
    }

    private static String temporal(Object value) {
        if (value instanceof LocalDate date) {
            return date(date);
        }
        if (value instanceof LocalDateTime timestamp) {
            return timestamp(timestamp, " ");
        }
        if (value instanceof OffsetDateTime timestamp) {
            return timestamp(timestamp, " ", "+00");
        }
        if (value instanceof LocalTime time) {
            return time(time);
        }
        if (value instanceof OffsetTime time) {
            return time(time.toLocalTime()) + zone(time.getOffset());
        }
        return value.toString();
    }

    static String date(LocalDate date) {
        if (date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)) {
            return infinity(date.equals(LocalDate.MAX));
        }
        return day(date) + era(date);
    }

    /** @param separator between day and time */
    public static String timestamp(LocalDateTime timestamp, String separator) {
        if (timestamp.equals(LocalDateTime.MAX) || timestamp.equals(LocalDateTime.MIN)) {
            return infinity(timestamp.equals(LocalDateTime.MAX));
        }
        return day(timestamp.toLocalDate()) + separator + time(timestamp.toLocalTime()) + era(timestamp.toLocalDate());
    }

    /** @param zone how UTC is written */
    public static String timestamp(OffsetDateTime timestamp, String separator, String zone) {
        if (timestamp.equals(OffsetDateTime.MAX) || timestamp.equals(OffsetDateTime.MIN)) {
            return infinity(timestamp.equals(OffsetDateTime.MAX));
        }
        LocalDateTime utc = timestamp.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        return day(utc.toLocalDate()) + separator + time(utc.toLocalTime()) + zone + era(utc.toLocalDate());
    }

    private static String infinity(boolean positive) {
        return positive ? "infinity" : "-infinity";
    }

    private static String day(LocalDate date) {
        int year = date.getYear() <= 0 ? 1 - date.getYear() : date.getYear();
        return padded(year, 4) + "-" + padded(date.getMonthValue(), 2) + "-" + padded(date.getDayOfMonth(), 2);
    }

    private static String era(LocalDate date) {
        return date.getYear() <= 0 ? " BC" : "";
    }

    static String time(LocalTime time) {
        if (time.equals(LocalTime.MAX)) {
            return "24:00:00";
        }
        String text = padded(time.getHour(), 2) + ":" + padded(time.getMinute(), 2) + ":" + padded(time.getSecond(), 2);
        int micros = time.getNano() / 1000;
        return micros == 0 ? text : text + "." + padded(micros, 6).replaceFirst("0+$", "");
    }

    /** Minutes and seconds only where there are any: {@code +05:30}. */
    private static String zone(ZoneOffset offset) {
        String text = offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
        return text.length() == 6 && text.endsWith(":00") ? text.substring(0, 3) : text;
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
