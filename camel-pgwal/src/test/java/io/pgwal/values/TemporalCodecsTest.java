package io.pgwal.values;

import static io.pgwal.values.Codecs.binary;
import static io.pgwal.values.Codecs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalCodecsTest {

    private static final int DATE = 1082;
    private static final int TIME = 1083;
    private static final int TIMETZ = 1266;
    private static final int TIMESTAMP = 1114;
    private static final int TIMESTAMPTZ = 1184;
    private static final int INTERVAL = 1186;

    @Test
    void a_date_before_Christ_is_proleptic() {
        assertThat(text(DATE, "0044-03-15 BC")).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(text(DATE, "0001-12-31 BC"))
                .isEqualTo(LocalDate.of(0, 12, 31))
                .isEqualTo(binary(DATE, "FFF4DBF8"));
        assertThat(text(TIMESTAMP, "0001-12-31 23:59:59.5 BC")).isEqualTo(LocalDateTime.parse("0000-12-31T23:59:59.5"));
    }

    @Test
    void a_date_beyond_the_year_9999_has_all_its_digits() {
        assertThat(text(DATE, "5874897-12-31"))
                .isEqualTo(LocalDate.of(5874897, 12, 31))
                .isEqualTo(binary(DATE, "7FDA970C"));
        assertThat(text(TIMESTAMP, "294276-12-31 23:59:59.999999"))
                .isEqualTo(LocalDateTime.of(294276, 12, 31, 23, 59, 59, 999_999_000));
    }

    @Test
    void infinity_is_MAX_and_minus_infinity_MIN() {
        assertThat(text(DATE, "infinity")).isEqualTo(LocalDate.MAX).isEqualTo(binary(DATE, "7FFFFFFF"));
        assertThat(text(DATE, "-infinity")).isEqualTo(LocalDate.MIN).isEqualTo(binary(DATE, "80000000"));
        assertThat(text(TIMESTAMP, "infinity"))
                .isEqualTo(LocalDateTime.MAX)
                .isEqualTo(binary(TIMESTAMP, "7FFFFFFFFFFFFFFF"));
        assertThat(text(TIMESTAMP, "-infinity"))
                .isEqualTo(LocalDateTime.MIN)
                .isEqualTo(binary(TIMESTAMP, "8000000000000000"));
        assertThat(text(TIMESTAMPTZ, "infinity"))
                .isEqualTo(OffsetDateTime.MAX)
                .isEqualTo(binary(TIMESTAMPTZ, "7FFFFFFFFFFFFFFF"));
        assertThat(text(TIMESTAMPTZ, "-infinity"))
                .isEqualTo(OffsetDateTime.MIN)
                .isEqualTo(binary(TIMESTAMPTZ, "8000000000000000"));
    }

    @Test
    void a_timestamp_has_microseconds() {
        assertThat(text(TIMESTAMP, "2000-01-01 00:00:00.000001"))
                .isEqualTo(LocalDateTime.parse("2000-01-01T00:00:00.000001"))
                .isEqualTo(binary(TIMESTAMP, "0000000000000001"));
        assertThat(text(TIMESTAMP, "1999-12-31 23:59:59.999999"))
                .isEqualTo(LocalDateTime.parse("1999-12-31T23:59:59.999999"))
                .isEqualTo(binary(TIMESTAMP, "FFFFFFFFFFFFFFFF"));
        assertThat(text(TIMESTAMP, "2000-01-01 00:00:00.1")).isEqualTo(LocalDateTime.parse("2000-01-01T00:00:00.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-01 00:00:00+00, 2020-01-01T00:00Z", "2020-01-01 00:00:00+05:30, 2019-12-31T18:30Z",
        "1883-11-18 12:00:00-04:56:02, 1883-11-18T16:56:02Z", "0001-01-01 00:00:00+00 BC, 0000-01-01T00:00Z"
    })
    void a_timestamptz_is_brought_to_UTC_whatever_its_offset(String text, String utc) {
        assertThat(text(TIMESTAMPTZ, text))
                .isEqualTo(OffsetDateTime.parse(utc))
                .extracting("offset")
                .isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void a_time_of_24_00_is_LocalTime_MAX() {
        assertThat(text(TIME, "24:00:00")).isEqualTo(LocalTime.MAX).isEqualTo(binary(TIME, "000000141DD76000"));
        assertThat(text(TIME, "23:59:59.999999"))
                .isEqualTo(LocalTime.parse("23:59:59.999999"))
                .isEqualTo(binary(TIME, "000000141DD75FFF"));
        assertThat(text(TIMETZ, "24:00:00-15:59:59"))
                .isEqualTo(OffsetTime.of(LocalTime.MAX, ZoneOffset.ofHoursMinutesSeconds(-15, -59, -59)))
                .isEqualTo(binary(TIMETZ, "000000141DD76000 0000E0FF"));
    }

    @Test
    void a_timetz_keeps_its_offset() {
        assertThat(text(TIMETZ, "12:00:00.5+05:30"))
                .isEqualTo(OffsetTime.parse("12:00:00.5+05:30"))
                .isEqualTo(binary(TIMETZ, "0000000A0EF35120 FFFFB2A8"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2020-1-1",
                "2020-13-01",
                "2020-02-30",
                "0000-01-01",
                "2020-01-01 AD",
                "01/02/2020",
                "Infinity",
                "infinity ",
                "2020-01-01 BC BC",
                "99999999-01-01"
            })
    void what_is_no_date_is_no_value(String text) {
        assertThatThrownBy(() -> text(DATE, text)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-01-01",
                "2020-01-01 00:00",
                "2020-01-01 00:00:00.",
                "2020-01-01 00:00:00.1234567",
                "2020-01-01 24:00:00",
                "2020-01-01 00:00:00+00",
                "2020-01-01 00:00:60"
            })
    void what_is_no_timestamp_is_no_value(String text) {
        assertThatThrownBy(() -> text(TIMESTAMP, text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_time_beyond_its_day_is_no_value() {
        assertThatThrownBy(() -> binary(TIME, "000000141DD76001")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(TIME, "FFFFFFFFFFFFFFFF")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(TIMETZ, "0000000000000000 80000000")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(TIME, "24:00:01")).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "00:00:00, 0, 0, 0",
        "1 year, 12, 0, 0",
        "-1 years, -12, 0, 0",
        "10 mons 3 days -04:05:06.789, 10, 3, -14706789000",
        "-1 days +02:03:04, 0, -1, 7384000000",
        "-1 years -2 mons +3 days -04:05:06, -14, 3, -14706000000",
        "178956970 years 7 mons, 2147483647, 0, 0",
        "-178956970 years -8 mons, -2147483648, 0, 0",
        "-2147483648 days, 0, -2147483648, 0",
        "2562047788:00:54.775807, 0, 0, 9223372036854775807",
        "-2562047788:00:54.775808, 0, 0, -9223372036854775808",
        "-00:00:00.1, 0, 0, -100000",
        "1 mon -1 days, 1, -1, 0",
        "1 day 00:00:00.000001, 0, 1, 1"
    })
    void an_interval_is_read_and_written_as_PostgreSQL_does(String text, int months, int days, long microseconds) {
        Interval interval = new Interval(months, days, microseconds);
        assertThat(text(INTERVAL, text)).isEqualTo(interval).hasToString(text);
        assertThat(binary(INTERVAL, "%016X%08X%08X".formatted(microseconds, days, months)))
                .isEqualTo(interval);
    }

    @Test
    void an_infinite_interval_has_all_its_fields_at_the_end() {
        assertThat(text(INTERVAL, "infinity"))
                .isEqualTo(Interval.INFINITY)
                .hasToString("infinity")
                .isEqualTo(binary(INTERVAL, "7FFFFFFFFFFFFFFF 7FFFFFFF 7FFFFFFF"));
        assertThat(text(INTERVAL, "-infinity"))
                .isEqualTo(Interval.NEGATIVE_INFINITY)
                .hasToString("-infinity")
                .isEqualTo(binary(INTERVAL, "8000000000000000 80000000 80000000"));
        assertThat(Interval.INFINITY.isInfinite()).isTrue();
        assertThat(new Interval(Integer.MAX_VALUE, 0, 0).isInfinite()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1 week",
                "@ 1 day",
                "P1D",
                "1:2:3",
                "2147483648 days",
                "2562047788:00:54.775808",
                "1 day ",
                "178956970 years 8 mons",
                "01:02:03 1 day"
            })
    void what_is_no_interval_in_PostgreSQL_s_own_style_is_no_value(String text) {
        assertThatThrownBy(() -> text(INTERVAL, text)).isInstanceOf(RuntimeException.class);
    }
}
