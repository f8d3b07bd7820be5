package io.pgwal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @ParameterizedTest
    @CsvSource({
        "0/0, 0",
        "0/1, 1",
        "16/B374D848, 16B374D848",
        "16/80000001, 1680000001",
        "1/0, 100000000",
        "7FFFFFFF/FFFFFFFF, 7FFFFFFFFFFFFFFF",
        "80000000/0, 8000000000000000",
        "FFFFFFFF/FFFFFFFF, FFFFFFFFFFFFFFFF"
    })
    void its_text_is_that_of_pg_lsn(String text, String bits) {
        Lsn lsn = new Lsn(Long.parseUnsignedLong(bits, 16));

        assertThat(lsn).hasToString(text);
        assertThat(Lsn.parse(text)).isEqualTo(lsn);
    }

    @Property
    void every_position_comes_back_from_its_text(@ForAll long bits) {
        assertThat(Lsn.parse(new Lsn(bits).toString())).isEqualTo(new Lsn(bits));
    }

    @Test
    void lower_case_and_leading_zeros_are_read_as_pg_lsn_reads_them() {
        assertThat(Lsn.parse("0016/b374d848")).isEqualTo(Lsn.parse("16/B374D848"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "0",
                "0/",
                "/0",
                "0/0/0",
                " 0/0",
                "0/0 ",
                "0 /0",
                "0/G",
                "-1/0",
                "+1/0",
                "0x1/0",
                "0\\0",
                "000000001/0",
                "0/000000001",
                "123456789/0",
                "0/0\n",
                "16/B374D848;",
                "١/٢"
            })
    void what_is_not_two_halves_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lsn.parse(text))
                .withMessage("'" + text + "' is not an LSN such as 16/B374D848");
    }

    @Property
    void its_order_is_that_of_unsigned_numbers(@ForAll long a, @ForAll long b) {
        Lsn first = new Lsn(a);
        Lsn second = new Lsn(b);

        assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compareUnsigned(a, b));
        assertThat(first.isAfter(second)).isEqualTo(Long.compareUnsigned(a, b) > 0);
        assertThat(Lsn.max(first, second)).isEqualTo(Lsn.max(second, first));
        assertThat(Lsn.max(first, second).compareTo(first)).isNotNegative();
    }

    @Test
    void the_highest_position_is_after_all_others() {
        Lsn highest = Lsn.parse("FFFFFFFF/FFFFFFFF");

        assertThat(highest.isAfter(Lsn.ZERO)).isTrue();
        assertThat(highest.isAfter(Lsn.parse("7FFFFFFF/FFFFFFFF"))).isTrue();
        assertThat(highest.isAfter(highest)).isFalse();
    }

    @Test
    void a_difference_is_counted_in_bytes_across_the_halves() {
        assertThat(Lsn.parse("1/0").minus(Lsn.parse("0/FFFFFFFF"))).isEqualTo(1);
        assertThat(Lsn.parse("0/FFFFFFFF").minus(Lsn.parse("1/0"))).isEqualTo(-1);
    }
}
