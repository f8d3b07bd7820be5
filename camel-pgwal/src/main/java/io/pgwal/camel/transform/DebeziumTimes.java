package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.stream.IntStream;

/** Times as Debezium writes them under time.precision.mode=adaptive, where they follow the precision of the column. */
final class DebeziumTimes {

    private static final int MILLISECONDS = 3;
    private static final int MICROSECONDS = 6;
    private static final long NANOS_OF_MILLI = 1_000_000;
    private static final long NANOS_OF_MICRO = 1_000;

    /** What Debezium makes of infinities that its numbers do not have. */
    private static final int INFINITE_DAY = (int) LocalDate.of(-5877611, 6, 21).toEpochDay();

    private static final int NEGATIVE_INFINITE_DAY =
            (int) LocalDate.of(-5877611, 6, 22).toEpochDay();
    private static final long INFINITE_MILLIS = 9_223_372_036_825_200L;
    private static final long NEGATIVE_INFINITE_MILLIS = -9_223_372_036_832_400L;

    /** By precision. */
    private static final DateTimeFormatter[] FORMATS = IntStream.rangeClosed(0, MICROSECONDS)
            .mapToObj(DebeziumTimes::format)
            .toArray(DateTimeFormatter[]::new);

    private DebeziumTimes() {}

    /**
     * @param typmod decimal places of the seconds; -1 for six
     * @return whether it is a value of a temporal type
     */
    static boolean write(JsonGenerator out, Object value, int typmod) throws IOException {
        int precision = typmod < 0 || typmod > MICROSECONDS ? MICROSECONDS : typmod;
        if (value instanceof LocalDate date) {
            out.writeNumber(day(date));
        } else if (value instanceof LocalTime time) {
            long nanos = time.equals(LocalTime.MAX) ? time.toNanoOfDay() + 1 : time.toNanoOfDay();
            out.writeNumber(nanos / (precision <= MILLISECONDS ? NANOS_OF_MILLI : NANOS_OF_MICRO));
        } else if (value instanceof OffsetTime time) {
            out.writeString(text(time));
        } else if (value instanceof LocalDateTime timestamp) {
            out.writeNumber(precision <= MILLISECONDS ? millis(timestamp) : micros(timestamp));
        } else if (value instanceof OffsetDateTime timestamp) {
            out.writeString(text(timestamp, precision));
        } else {
            return false;
        }
        return true;
    }

    private static int day(LocalDate date) {
        if (date.equals(LocalDate.MAX)) {
            return INFINITE_DAY;
        }
        return date.equals(LocalDate.MIN) ? NEGATIVE_INFINITE_DAY : (int) date.toEpochDay();
    }

    private static BigInteger millis(LocalDateTime timestamp) {
        if (timestamp.equals(LocalDateTime.MAX)) {
            return BigInteger.valueOf(INFINITE_MILLIS);
        }
        return BigInteger.valueOf(
                timestamp.equals(LocalDateTime.MIN)
                        ? NEGATIVE_INFINITE_MILLIS
                        : timestamp.toInstant(ZoneOffset.UTC).toEpochMilli());
    }

    /** The last 29 of PostgreSQL's years do not fit into a long. */
    private static BigInteger micros(LocalDateTime timestamp) {
        boolean infinite = timestamp.equals(LocalDateTime.MAX) || timestamp.equals(LocalDateTime.MIN);
        if (infinite) {
            return millis(timestamp).multiply(BigInteger.valueOf(NANOS_OF_MICRO));
        }
        return BigInteger.valueOf(timestamp.toEpochSecond(ZoneOffset.UTC))
                .multiply(BigInteger.valueOf(NANOS_OF_MILLI))
                .add(BigInteger.valueOf(timestamp.getNano() / NANOS_OF_MICRO));
    }

    /** Moved to UTC, but for 24:00:00, which would become another day's. */
    private static String text(OffsetTime time) {
        return time.toLocalTime().equals(LocalTime.MAX)
                ? "24:00:00" + time.getOffset().getId()
                : DateTimeFormatter.ISO_OFFSET_TIME.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static String text(OffsetDateTime timestamp, int precision) {
        if (timestamp.equals(OffsetDateTime.MAX) || timestamp.equals(OffsetDateTime.MIN)) {
            return timestamp.equals(OffsetDateTime.MAX) ? "infinity" : "-infinity";
        }
        return FORMATS[precision].format(timestamp.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static DateTimeFormatter format(int precision) {
        DateTimeFormatterBuilder format = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendPattern("'T'HH:mm:ss");
        if (precision > 0) {
            format.appendFraction(ChronoField.NANO_OF_SECOND, precision, precision, true);
        }
        return format.appendOffsetId().toFormatter();
    }
}
