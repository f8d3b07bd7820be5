package io.pgwal.values;

import static io.pgwal.values.Codecs.binary;
import static io.pgwal.values.Codecs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberCodecsTest {

    private static final int BOOL = 16;
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int INT8 = 20;
    private static final int OID = 26;
    private static final int XID8 = 5069;
    private static final int FLOAT4 = 700;
    private static final int FLOAT8 = 701;
    private static final int NUMERIC = 1700;
    private static final int MONEY = 790;

    @Test
    void a_bool_is_a_Boolean() {
        assertThat(text(BOOL, "t")).isEqualTo(true).isEqualTo(binary(BOOL, "01"));
        assertThat(text(BOOL, "f")).isEqualTo(false).isEqualTo(binary(BOOL, "00"));
        assertThatThrownBy(() -> text(BOOL, "true")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(BOOL, "02")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void integers_have_their_whole_range() {
        assertThat(text(INT2, "-32768")).isEqualTo(-32768).isEqualTo(binary(INT2, "8000"));
        assertThat(text(INT2, "32767")).isEqualTo(32767).isEqualTo(binary(INT2, "7FFF"));
        assertThat(text(INT4, "-2147483648")).isEqualTo(Integer.MIN_VALUE).isEqualTo(binary(INT4, "80000000"));
        assertThat(text(INT4, "2147483647")).isEqualTo(Integer.MAX_VALUE).isEqualTo(binary(INT4, "7FFFFFFF"));
        assertThat(text(INT8, "-9223372036854775808"))
                .isEqualTo(Long.MIN_VALUE)
                .isEqualTo(binary(INT8, "8000000000000000"));
        assertThat(text(INT8, "9223372036854775807"))
                .isEqualTo(Long.MAX_VALUE)
                .isEqualTo(binary(INT8, "7FFFFFFFFFFFFFFF"));
    }

    @Test
    void unsigned_numbers_do_not_turn_negative() {
        assertThat(text(OID, "4294967295")).isEqualTo(4294967295L).isEqualTo(binary(OID, "FFFFFFFF"));
        assertThat(text(XID8, "18446744073709551615"))
                .isEqualTo(new BigInteger("18446744073709551615"))
                .isEqualTo(binary(XID8, "FFFFFFFFFFFFFFFF"));
        assertThat(text(XID8, "1")).isEqualTo(BigInteger.ONE).isEqualTo(binary(XID8, "0000000000000001"));
    }

    @ParameterizedTest
    @CsvSource({
        "21, 32768", "23, 2147483648", "23, -2147483649", "20, 9223372036854775808", "20, -9223372036854775809",
        "20, 9999999999999999999", "20, -9999999999999999999", "20, 99999999999999999999", "26, -1", "26, 4294967296",
        "23, 1x", "23, -", "23, ''", "23, 1.0", "5069, 18446744073709551616"
    })
    void what_is_beyond_the_range_of_an_integer_is_no_value(long oid, String text) {
        assertThatThrownBy(() -> text(oid, text)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.1",
                "-1.5",
                "1e-45",
                "3.4028235e+38",
                "1.1754944e-38",
                "16777216",
                "1.6777216e+07",
                "123456.79",
                "9999999",
                "99999.99",
                "0.3",
                "1e+10",
                "-0.000123",
                "8388608.5"
            })
    void a_float4_is_the_nearest_Float(String text) {
        assertThat(text(FLOAT4, text)).isEqualTo(Float.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.1",
                "-1.5",
                "4.9e-324",
                "1.7976931348623157e+308",
                "0.30000000000000004",
                "123456789012345",
                "0.000000000000001",
                "999999999999999",
                "1234567890.12345",
                "9007199254740993",
                "1e+300",
                "-1e-05",
                "5."
            })
    void a_float8_is_the_nearest_Double(String text) {
        assertThat(text(FLOAT8, text)).isEqualTo(Double.valueOf(text));
    }

    @Test
    void floats_have_NaN_the_infinities_and_minus_zero_in_both_formats() {
        assertThat(text(FLOAT4, "NaN")).isEqualTo(Float.NaN).isEqualTo(binary(FLOAT4, "7FC00000"));
        assertThat(text(FLOAT4, "-Infinity")).isEqualTo(Float.NEGATIVE_INFINITY).isEqualTo(binary(FLOAT4, "FF800000"));
        assertThat(text(FLOAT8, "Infinity"))
                .isEqualTo(Double.POSITIVE_INFINITY)
                .isEqualTo(binary(FLOAT8, "7FF0000000000000"));
        assertThat(text(FLOAT8, "-0")).isEqualTo(-0.0).isEqualTo(binary(FLOAT8, "8000000000000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-", "-.", "1f", "0x1p3", " 1", "infinity", "nan", "1..2", "--1"})
    void what_Java_reads_beyond_PostgreSQL_is_no_float(String text) {
        assertThatThrownBy(() -> text(FLOAT8, text)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(FLOAT4, text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_numeric_keeps_its_display_scale() {
        assertThat(text(NUMERIC, "1.50"))
                .isEqualTo(new BigDecimal("1.50"))
                .isEqualTo(binary(NUMERIC, "0002 0000 0000 0002 0001 1388"));
        assertThat(text(NUMERIC, "0.00"))
                .isEqualTo(new BigDecimal("0.00"))
                .isEqualTo(binary(NUMERIC, "0000 0000 0000 0002"));
        assertThat(text(NUMERIC, "-10000"))
                .isEqualTo(new BigDecimal("-10000"))
                .isEqualTo(binary(NUMERIC, "0001 0001 4000 0000 0001"));
        assertThat(text(NUMERIC, "0.0001"))
                .isEqualTo(new BigDecimal("0.0001"))
                .isEqualTo(binary(NUMERIC, "0001 FFFF 0000 0004 0001"));
        assertThat(text(NUMERIC, "12345678901234567890.1"))
                .isEqualTo(new BigDecimal("12345678901234567890.1"))
                .isEqualTo(binary(NUMERIC, "0006 0004 0000 0001 04D2 162E 2334 0D80 1ED2 03E8"));
    }

    @Test
    void a_numeric_that_is_no_number_is_a_Double() {
        assertThat(text(NUMERIC, "NaN")).isEqualTo(Double.NaN).isEqualTo(binary(NUMERIC, "0000 0000 C000 0000"));
        assertThat(text(NUMERIC, "Infinity"))
                .isEqualTo(Double.POSITIVE_INFINITY)
                .isEqualTo(binary(NUMERIC, "0000 0000 D000 0020"));
        assertThat(text(NUMERIC, "-Infinity"))
                .isEqualTo(Double.NEGATIVE_INFINITY)
                .isEqualTo(binary(NUMERIC, "0000 0000 F000 0020"));
    }

    @Test
    void a_few_bytes_never_become_a_numeric_of_any_size() {
        assertThatThrownBy(() -> text(NUMERIC, "1e999999999")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(NUMERIC, "1e9999999999999999999999")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(NUMERIC, "0001 0000 0000 FFFF 0001")).isInstanceOf(RuntimeException.class);
        assertThat(((BigDecimal) binary(NUMERIC, "0001 7FFF 0000 3FFF 0001")).precision())
                .isLessThan(150_000);
    }

    @Test
    void a_numeric_with_digits_behind_its_scale_or_without_a_sign_is_no_value() {
        assertThatThrownBy(() -> binary(NUMERIC, "0002 0000 0000 0001 0001 04D2"))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(NUMERIC, "0001 0000 1234 0000 0001")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(NUMERIC, "0001 0000 0000 0000 2710")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(NUMERIC, "0002 0000 0000 0000 0001")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void money_is_a_BigDecimal_of_cents() {
        assertThat(text(MONEY, "-$1,234.56"))
                .isEqualTo(new BigDecimal("-1234.56"))
                .isEqualTo(binary(MONEY, "FFFFFFFFFFFE1DC0"));
        assertThat(text(MONEY, "$0.00")).isEqualTo(new BigDecimal("0.00")).isEqualTo(binary(MONEY, "0000000000000000"));
        assertThat(text(MONEY, "-$92,233,720,368,547,758.08"))
                .isEqualTo(BigDecimal.valueOf(Long.MIN_VALUE, 2))
                .isEqualTo(binary(MONEY, "8000000000000000"));
        assertThatThrownBy(() -> text(MONEY, "1.234,56 €")).isInstanceOf(RuntimeException.class);
    }
}
