package io.pgwal.values;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;

/**
 * Dates and times, as under DateStyle=ISO. Infinity is MAX, -infinity MIN of the Java type; years BC are proleptic, so 1
 * BC is year 0; 24:00:00 is {@link LocalTime#MAX}, which no microseconds can reach. A time with time zone keeps its
 * offset, a timestamp with time zone is brought to UTC.
 *
 * <p>Binary: microseconds (days for a date) since 2000-01-01, the greatest and the least number for the infinities.
 */
final class TemporalCodecs {

    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long EPOCH_SECOND = EPOCH_DAY * 86_400;
    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final long MICROS_OF_DAY = 86_400 * MICROS_OF_SECOND;

    private TemporalCodecs() {}

    static Object dateText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        int infinity = infinity(in);
        if (infinity != 0) {
            return infinity > 0 ? LocalDate.MAX : LocalDate.MIN;
        }
        int year = year(in);
        int month = month(in);
        int day = twoDigits(in);
        return LocalDate.of(era(in, year), month, day);
    }

    static Object dateBinary(byte[] bytes, int offset, int length) {
        int days = BinaryCursor.int32(bytes, offset, length);
        return switch (days) {
            case Integer.MAX_VALUE -> LocalDate.MAX;
            case Integer.MIN_VALUE -> LocalDate.MIN;
            default -> LocalDate.ofEpochDay(EPOCH_DAY + days);
        };
    }

    static Object timestampText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        int infinity = infinity(in);
        if (infinity != 0) {
            return infinity > 0 ? LocalDateTime.MAX : LocalDateTime.MIN;
        }
        int year = year(in);
        int month = month(in);
        int day = twoDigits(in);
        in.expect(' ');
        LocalTime time = timeOfDay(in);
        return LocalDateTime.of(LocalDate.of(era(in, year), month, day), time);
    }

    static Object timestampBinary(byte[] bytes, int offset, int length) {
        long micros = BinaryCursor.int64(bytes, offset, length);
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? LocalDateTime.MAX : LocalDateTime.MIN;
        }
        return dateTime(micros);
    }

    static Object timestamptzText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        int infinity = infinity(in);
        if (infinity != 0) {
            return infinity > 0 ? OffsetDateTime.MAX : OffsetDateTime.MIN;
        }
        int year = year(in);
        int month = month(in);
        int day = twoDigits(in);
        in.expect(' ');
        LocalTime time = timeOfDay(in);
        int east = secondsEast(in);
        LocalDateTime there = LocalDateTime.of(LocalDate.of(era(in, year), month, day), time);
        return OffsetDateTime.of(east == 0 ? there : there.minusSeconds(east), ZoneOffset.UTC);
    }

    static Object timestamptzBinary(byte[] bytes, int offset, int length) {
        long micros = BinaryCursor.int64(bytes, offset, length);
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? OffsetDateTime.MAX : OffsetDateTime.MIN;
        }
        return OffsetDateTime.of(dateTime(micros), ZoneOffset.UTC);
    }

    private static LocalDateTime dateTime(long micros) {
        long second = Math.floorDiv(micros, MICROS_OF_SECOND) + EPOCH_SECOND;
        int nano = (int) Math.floorMod(micros, MICROS_OF_SECOND) * 1000;
        return LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
    }

    static Object timeText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        LocalTime time = timeOfDayOr24(in);
        in.end();
        return time;
    }

    static Object timeBinary(byte[] bytes, int offset, int length) {
        return time(BinaryCursor.int64(bytes, offset, length));
    }

    static Object timetzText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        LocalTime time = timeOfDayOr24(in);
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(secondsEast(in));
        in.end();
        return OffsetTime.of(time, zone);
    }

    static Object timetzBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        LocalTime time = time(in.int64());
        int secondsWest = in.int32();
        in.end();
        return OffsetTime.of(time, ZoneOffset.ofTotalSeconds(Math.negateExact(secondsWest)));
    }

    private static LocalTime time(long micros) {
        return micros == MICROS_OF_DAY ? LocalTime.MAX : LocalTime.ofNanoOfDay(Math.multiplyExact(micros, 1000L));
    }

    /** 1, -1, or 0 for a finite value. */
    private static int infinity(TextCursor in) {
        if (in.atDigit()) {
            return 0;
        }
        int sign = in.skip('-') ? -1 : 1;
        in.expect("infinity");
        in.end();
        return sign;
    }

    private static int year(TextCursor in) {
        int year = (int) in.digits(4, 7);
        in.expect('-');
        return year;
    }

    private static int month(TextCursor in) {
        int month = twoDigits(in);
        in.expect('-');
        return month;
    }

    private static int twoDigits(TextCursor in) {
        return (int) in.digits(2, 2);
    }

    /** The era ends every date and timestamp. @return the proleptic year */
    private static int era(TextCursor in, int year) {
        boolean bc = in.skip(" BC");
        in.end();
        if (year == 0) {
            throw new IllegalArgumentException("is in the year 0, which PostgreSQL calls 1 BC");
        }
        return bc ? 1 - year : year;
    }

    private static LocalTime timeOfDayOr24(TextCursor in) {
        if (in.skip("24:00:00")) {
            return LocalTime.MAX;
        }
        return timeOfDay(in);
    }

    private static LocalTime timeOfDay(TextCursor in) {
        int hour = twoDigits(in);
        in.expect(':');
        int minute = twoDigits(in);
        in.expect(':');
        return LocalTime.of(hour, minute, twoDigits(in), (int) micros(in) * 1000);
    }

    /** The fraction of a second, if there is one, of up to 6 digits. */
    static long micros(TextCursor in) {
        if (!in.skip('.')) {
            return 0;
        }
        long fraction = in.digits(1, 1);
        for (int i = 1; i < 6; i++) {
            fraction = fraction * 10 + in.digits(0, 1);
        }
        return fraction;
    }

    /** {@code +05}, {@code +05:30} or {@code -04:56:02}. */
    private static int secondsEast(TextCursor in) {
        boolean west = in.skip('-');
        if (!west) {
            in.expect('+');
        }
        int seconds = twoDigits(in) * 3600;
        if (in.skip(':')) {
            seconds += twoDigits(in) * 60;
            if (in.skip(':')) {
                seconds += twoDigits(in);
            }
        }
        return west ? -seconds : seconds;
    }
}
