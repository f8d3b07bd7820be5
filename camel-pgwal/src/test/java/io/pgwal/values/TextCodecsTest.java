package io.pgwal.values;

import static io.pgwal.values.Codecs.binary;
import static io.pgwal.values.Codecs.bytes;
import static io.pgwal.values.Codecs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.values.Geometry.Box;
import io.pgwal.values.Geometry.Circle;
import io.pgwal.values.Geometry.Line;
import io.pgwal.values.Geometry.LineSegment;
import io.pgwal.values.Geometry.Path;
import io.pgwal.values.Geometry.Point;
import io.pgwal.values.Geometry.Polygon;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextCodecsTest {

    private static final int CHAR = 18;
    private static final int BYTEA = 17;
    private static final int VARBIT = 1562;
    private static final int JSONB = 3802;
    private static final int TSVECTOR = 3614;
    private static final int TSQUERY = 3615;
    private static final int INET = 869;
    private static final int CIDR = 650;

    @Test
    void text_is_as_it_was_sent_blanks_and_all() {
        assertThat(text(25, " é😀\n")).isEqualTo(" é😀\n").isEqualTo(binary(25, "20 C3A9 F09F9880 0A"));
        assertThat(text(1042, "a   ")).isEqualTo("a   ");
        assertThat(text(25, "\uFFFD")).isEqualTo("\uFFFD");
    }

    @Test
    void bytes_that_are_not_UTF_8_are_no_text() {
        assertThatThrownBy(() -> binary(25, "61 FF")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Codecs.text(Codecs.BUILTIN, 25, bytes("C3")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_char_is_the_same_from_servers_before_and_after_16() {
        assertThat(text(CHAR, "")).isEqualTo("").isEqualTo(binary(CHAR, "00"));
        assertThat(text(CHAR, "a")).isEqualTo("a").isEqualTo(binary(CHAR, "61"));
        assertThat(text(CHAR, "\\377")).isEqualTo("\\377").isEqualTo(binary(CHAR, "FF"));
        assertThat(Codecs.text(Codecs.BUILTIN, CHAR, bytes("FF"))).isEqualTo("\\377");
        assertThat(text(CHAR, "\\")).isEqualTo("\\").isEqualTo(binary(CHAR, "5C"));
    }

    @Test
    void bytea_is_bytes() {
        assertThat((byte[]) text(BYTEA, "\\x00ff5C")).isEqualTo(bytes("00FF5C")).isEqualTo(binary(BYTEA, "00FF5C"));
        assertThat((byte[]) text(BYTEA, "\\x")).isEmpty();
        assertThatThrownBy(() -> text(BYTEA, "\\x0")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(BYTEA, "abcd")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(BYTEA, "\\x0g")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void bits_are_a_string_of_0_and_1() {
        assertThat(text(VARBIT, "101100111")).isEqualTo("101100111").isEqualTo(binary(VARBIT, "00000009 B3 80"));
        assertThat(text(VARBIT, "")).isEqualTo("").isEqualTo(binary(VARBIT, "00000000"));
        assertThatThrownBy(() -> binary(VARBIT, "7FFFFFFF B3")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(VARBIT, "FFFFFFFF B3")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(VARBIT, "012")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void small_identifiers_are_what_PostgreSQL_writes() {
        assertThat(text(2950, "01234567-89ab-cdef-0123-456789abcdef"))
                .isEqualTo(UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"))
                .isEqualTo(binary(2950, "0123456789ABCDEF 0123456789ABCDEF"));
        assertThat(text(3220, "16/B374D848")).isEqualTo("16/B374D848").isEqualTo(binary(3220, "00000016 B374D848"));
        assertThat(text(27, "(4294967295,65535)"))
                .isEqualTo("(4294967295,65535)")
                .isEqualTo(binary(27, "FFFFFFFF FFFF"));
        assertThat(binary(5038, "00000002 000000000000000A 0000000000000014 000000000000000A 000000000000000E"))
                .isEqualTo("10:20:10,14");
        assertThat(binary(829, "08002B010203")).isEqualTo("08:00:2b:01:02:03");
        assertThat(binary(2205, "FFFFFFFF")).isEqualTo("4294967295");
    }

    @Test
    void jsonb_has_a_version_which_must_be_known() {
        assertThat(binary(JSONB, "01 7B7D")).isEqualTo("{}").isEqualTo(text(JSONB, "{}"));
        assertThatThrownBy(() -> binary(JSONB, "02 7B7D")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(JSONB, "")).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "02 20 00 04 0A010203, 10.1.2.3", "02 08 00 04 0A010203, 10.1.2.3/8",
        "03 80 00 10 00000000000000000000000000000000, ::", "03 80 00 10 00000000000000000000000000000001, ::1",
        "03 80 00 10 00000000000000000000FFFF01020304, ::ffff:1.2.3.4",
                "03 80 00 10 00000000000000000000000001020304, ::1.2.3.4",
        "03 40 00 10 20010DB8000000000000000000000001, 2001:db8::1/64",
                "03 80 00 10 00010000000000020000000000000003, 1:0:0:2::3",
        "03 80 00 10 00010000000200030004000500060007, 1:0:2:3:4:5:6:7",
                "03 80 00 10 00010002000300040005000600000000, 1:2:3:4:5:6::"
    })
    void an_address_is_written_as_PostgreSQL_does(String hex, String text) {
        assertThat(binary(INET, hex)).isEqualTo(text);
    }

    @Test
    void a_cidr_always_shows_its_bits_and_a_wrong_address_is_no_value() {
        assertThat(binary(CIDR, "02 20 01 04 0A010203")).isEqualTo("10.1.2.3/32");
        assertThatThrownBy(() -> binary(INET, "04 20 00 04 0A010203")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(INET, "02 21 00 04 0A010203")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(INET, "03 20 00 04 0A010203")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void geometry_is_read_and_written_in_PostgreSQL_s_syntax() {
        Point a = new Point(1, 2.5);
        Point b = new Point(-3, 1e300);
        assertThat(text(600, "(1,2.5)")).isEqualTo(a).hasToString("(1,2.5)");
        assertThat(binary(600, "3FF0000000000000 4004000000000000")).isEqualTo(a);
        assertThat(text(628, "{1,-1,0}")).isEqualTo(new Line(1, -1, 0)).hasToString("{1,-1,0}");
        assertThat(text(601, "[(1,2.5),(-3,1e+300)]"))
                .isEqualTo(new LineSegment(a, b))
                .hasToString("[(1,2.5),(-3,1.0E300)]");
        assertThat(text(603, "(1,2.5),(-3,1e+300)")).isEqualTo(new Box(a, b)).hasToString("(1,2.5),(-3,1.0E300)");
        assertThat(text(602, "((1,2.5),(1,2.5))"))
                .isEqualTo(new Path(true, List.of(a, a)))
                .hasToString("((1,2.5),(1,2.5))");
        assertThat(text(602, "[(1,2.5)]"))
                .isEqualTo(new Path(false, List.of(a)))
                .hasToString("[(1,2.5)]");
        assertThat(text(604, "((1,2.5))")).isEqualTo(new Polygon(List.of(a))).hasToString("((1,2.5))");
        assertThat(text(718, "<(1,2.5),3>")).isEqualTo(new Circle(a, 3)).hasToString("<(1,2.5),3>");
        assertThatThrownBy(() -> binary(604, "7FFFFFFF")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(600, "(1,2")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_tsvector_is_quoted_and_weighed_as_PostgreSQL_does() {
        assertThat(binary(TSVECTOR, "00000002 61 00 0002 C001 0002  27 5C 00 0000"))
                .isEqualTo("'a':1A,2 '''\\\\'");
        assertThat(binary(TSVECTOR, "00000000")).isEqualTo("");
        assertThatThrownBy(() -> binary(TSVECTOR, "7FFFFFFF")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(TSVECTOR, "00000001 61 62 63")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_tsquery_has_parentheses_where_PostgreSQL_needs_them() {
        String a = "01 00 00 61 00 ";
        String b = "01 05 01 62 00 ";
        assertThat(binary(TSQUERY, "00000001" + b)).isEqualTo("'b':*BD");
        assertThat(binary(TSQUERY, "00000004 02 01  02 02" + a + a)).isEqualTo("!( 'a' & 'a' )");
        assertThat(binary(TSQUERY, "00000005 02 03" + a + "02 02" + a + a)).isEqualTo("'a' & 'a' | 'a'");
        assertThat(binary(TSQUERY, "00000005 02 02" + a + "02 03" + a + a)).isEqualTo("( 'a' | 'a' ) & 'a'");
        assertThat(binary(TSQUERY, "00000005 02 04 0002  02 04 0001" + a + a + a))
                .isEqualTo("'a' <2> ( 'a' <-> 'a' )");
        assertThat(binary(TSQUERY, "00000005 02 04 0001" + a + "02 04 0001" + a + a))
                .isEqualTo("'a' <-> 'a' <-> 'a'");
        assertThatThrownBy(() -> binary(TSQUERY, "00000002" + a + a)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> binary(TSQUERY, "00000001 02 02")).isInstanceOf(RuntimeException.class);
    }
}
