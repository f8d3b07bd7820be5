package io.pgwal.values;

import static io.pgwal.values.Codecs.binary;
import static io.pgwal.values.Codecs.bytes;
import static io.pgwal.values.Codecs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestedCodecsTest {

    private static final int INT4_ARRAY = 1007;
    private static final int TEXT_ARRAY = 1009;
    private static final int BOX_ARRAY = 1020;
    private static final int INT2VECTOR = 22;
    private static final int INT4RANGE = 3904;
    private static final int NUMRANGE = 3906;
    private static final int DATERANGE = 3912;
    private static final int INT4MULTIRANGE = 4451;
    private static final int PAIR = 100_001;
    private static final int PAIRS = 100_002;
    private static final int HSTORE = 100_003;
    private static final int TEXTRANGE = 100_004;

    private final TypeCatalog types = new TypeCatalog();

    @BeforeEach
    void define() {
        types.add(new PgType.Composite(
                PAIR, "public", "pair", List.of(new PgType.Attribute("n", 23), new PgType.Attribute("t", 25))));
        types.add(new PgType.Array(PAIRS, "public", "_pair", PAIR, ','));
        types.add(new PgType.Base(HSTORE, "extensions", "hstore"));
        types.add(new PgType.Range(TEXTRANGE, "public", "textrange", 25));
    }

    private Object user(long oid, String text) {
        return Codecs.text(types, oid, text.getBytes(StandardCharsets.UTF_8));
    }

    private Object userBinary(long oid, String hex) {
        return Codecs.binary(types, oid, bytes(hex));
    }

    @Test
    void an_array_is_a_List_with_null_for_NULL() {
        assertThat(text(INT4_ARRAY, "{1,NULL,3}"))
                .isEqualTo(Arrays.asList(1, null, 3))
                .isEqualTo(binary(
                        INT4_ARRAY,
                        "00000001 00000001 00000017 00000003 00000001 00000004 00000001 FFFFFFFF 00000004 00000003"));
        assertThat(text(INT4_ARRAY, "{}"))
                .isEqualTo(List.of())
                .isEqualTo(binary(INT4_ARRAY, "00000000 00000000 00000017"));
        assertThat(((PgArray) text(INT4_ARRAY, "{}")).lowerBounds()).isEmpty();
        assertThat(((PgArray) text(INT4_ARRAY, "{1}")).lowerBounds()).containsExactly(1);
    }

    @Test
    void elements_are_unquoted_and_only_a_bare_NULL_is_null() {
        assertThat(text(TEXT_ARRAY, "{a b,\"NULL\",null,\"\",\"a\\\"b\\\\c\",\"{,}\",é}"))
                .isEqualTo(Arrays.asList("a b", "NULL", null, "", "a\"b\\c", "{,}", "é"));
    }

    @Test
    void further_dimensions_are_Lists_in_Lists_and_lower_bounds_are_kept() {
        PgArray array = (PgArray) text(INT4_ARRAY, "[0:1][-3:-1]={{1,2,3},{4,5,6}}");
        assertThat(array).isEqualTo(List.of(List.of(1, 2, 3), List.of(4, 5, 6)));
        assertThat(array.lowerBounds()).containsExactly(0, -3);
        PgArray binary = (PgArray) binary(
                INT4_ARRAY,
                "00000002 00000000 00000017 00000001 00000000 00000002 FFFFFFFD 00000004 00000001 00000004 00000002");
        assertThat(binary).isEqualTo(List.of(List.of(1, 2)));
        assertThat(binary.lowerBounds()).containsExactly(0, -3);
    }

    @Test
    void only_boxes_are_parted_by_semicolons() {
        assertThat((List<?>) text(BOX_ARRAY, "{(3,4),(1,2);NULL}"))
                .hasSize(2)
                .first()
                .hasToString("(3,4),(1,2)");
    }

    @Test
    void a_vector_is_an_array_from_0() {
        PgArray vector = (PgArray) text(INT2VECTOR, "1 -2");
        assertThat(vector).isEqualTo(List.of(1, -2));
        assertThat(vector.lowerBounds()).containsExactly(0);
        assertThat(text(INT2VECTOR, ""))
                .isEqualTo(List.of())
                .isEqualTo(binary(INT2VECTOR, "00000001 00000000 00000015 00000000 00000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{1",
                "{1,}",
                "{,1}",
                "{1}}",
                "{{1},2}",
                "{{1},{2,3}}",
                "{{{{{{{1}}}}}}}",
                "{{}}",
                "[1:2]={1}",
                "[1:1]{1}",
                "[2:1]={}",
                "{\"1}",
                "{1\\",
                "{1\"2\"}",
                "[1:9999999999]={1}",
                "{\"1\\"
            })
    void what_is_no_array_is_no_value(String text) {
        assertThatThrownBy(() -> text(INT4_ARRAY, text)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000007 00000000 00000017",
                "FFFFFFFF 00000000 00000017",
                "00000000 00000000 00000019",
                "00000001 00000000 00000017 7FFFFFFF 00000001",
                "00000001 00000000 00000017 FFFFFFFF 00000001",
                "00000002 00000000 00000017 7FFFFFFF 00000001 00000000 00000001",
                "00000002 00000000 00000017 00010000 00000001 00010000 00000001",
                "00000001 00000000 00000017 00000001 00000001 7FFFFFFF",
                "00000000 00000000 00000017 00"
            })
    void a_length_that_lies_allocates_nothing(String hex) {
        assertThatThrownBy(() -> binary(INT4_ARRAY, hex)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_range_has_bounds_or_not_and_may_be_empty() {
        assertThat(text(INT4RANGE, "[1,6)"))
                .isEqualTo(Range.of(1, true, 6, false))
                .isEqualTo(binary(INT4RANGE, "02 00000004 00000001 00000004 00000006"))
                .hasToString("[1,6)");
        assertThat(text(INT4RANGE, "empty")).isEqualTo(Range.emptyRange()).isEqualTo(binary(INT4RANGE, "01"));
        assertThat(text(INT4RANGE, "(,)"))
                .isEqualTo(Range.of(null, false, null, false))
                .isEqualTo(binary(INT4RANGE, "18"));
        assertThat(text(DATERANGE, "[-infinity,2020-01-01]"))
                .isEqualTo(Range.of(LocalDate.MIN, true, LocalDate.of(2020, 1, 1), true));
        assertThat(user(TEXTRANGE, "[\"\",\"a\\\\\"\")\"]")).isEqualTo(Range.of("", true, "a\\\")", true));
        assertThatThrownBy(() -> new Range<>(null, 1, true, false, false)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> new Range<>(1, null, false, false, true)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_multirange_is_a_List_of_ranges() {
        assertThat(text(INT4MULTIRANGE, "{[1,2),[5,)}"))
                .isEqualTo(List.of(Range.of(1, true, 2, false), Range.of(5, true, null, false)))
                .isEqualTo(binary(
                        INT4MULTIRANGE,
                        "00000002 00000011 02 00000004 00000001 00000004 00000002 00000009 12 00000004 00000005"));
        assertThat(text(INT4MULTIRANGE, "{}")).isEqualTo(List.of()).isEqualTo(binary(INT4MULTIRANGE, "00000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[1", "[1,2", "1,2", "[1,2}", "[,1)", "empty ", "[1,2)x", "[1,2,3)", "[\"1,2)", "Empty"})
    void what_is_no_range_is_no_value(String text) {
        assertThatThrownBy(() -> text(NUMRANGE, text)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> text(INT4MULTIRANGE, "{" + text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_composite_is_a_Map_in_the_order_of_its_attributes() {
        Map<String, Object> nulls = new HashMap<>();
        nulls.put("n", null);
        nulls.put("t", null);
        assertThat(user(PAIR, "(1,\"a \"\"q\"\" \\\\ (x),\")")).isEqualTo(Map.of("n", 1, "t", "a \"q\" \\ (x),"));
        assertThat(user(PAIR, "(,)"))
                .isEqualTo(nulls)
                .isEqualTo(userBinary(PAIR, "00000002 00000017 FFFFFFFF 00000019 FFFFFFFF"));
        assertThat(user(PAIR, "(1,\"\")"))
                .isEqualTo(Map.of("n", 1, "t", ""))
                .isEqualTo(userBinary(PAIR, "00000002 00000017 00000004 00000001 00000019 00000000"));
        assertThat(((Map<?, ?>) user(PAIR, "(1,a])")).keySet().toString()).isEqualTo("[n, t]");
    }

    @Test
    void composites_in_an_array_are_unquoted_twice() {
        assertThat(user(PAIRS, "{\"(1,\\\"a,\\\"\\\"b\\\")\",NULL}"))
                .isEqualTo(Arrays.asList(Map.of("n", 1, "t", "a,\"b"), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", "(1)", "(1,2,3)", "(1,2", "(1,\"2)", "(1,2)x", "(x,2)", "()"})
    void a_composite_of_other_attributes_is_no_value(String text) {
        assertThatThrownBy(() -> user(PAIR, text)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_composite_in_binary_must_name_the_types_of_its_attributes() {
        assertThatThrownBy(() -> userBinary(PAIR, "00000001 00000017 FFFFFFFF")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> userBinary(PAIR, "00000002 00000014 FFFFFFFF 00000019 FFFFFFFF"))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> userBinary(PAIR, "7FFFFFFF")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void an_hstore_is_a_Map_of_Strings_wherever_it_is_installed() {
        Map<String, String> map = new HashMap<>();
        map.put("a", "1");
        map.put("b \"c\"", null);
        assertThat(user(HSTORE, "\"a\"=>\"1\", \"b \\\"c\\\"\"=>NULL"))
                .isEqualTo(map)
                .isEqualTo(userBinary(HSTORE, "00000002 00000001 61 00000001 31 00000005 6220226322 FFFFFFFF"));
        assertThat(user(HSTORE, "")).isEqualTo(Map.of()).isEqualTo(userBinary(HSTORE, "00000000"));
        assertThatThrownBy(() -> user(HSTORE, "\"a\"=>1")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> userBinary(HSTORE, "7FFFFFFF")).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> userBinary(HSTORE, "00000001 FFFFFFFF 00000000"))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void no_value_can_be_changed() {
        for (Object value : List.of(
                text(INT4_ARRAY, "{1}"),
                ((List<?>) text(INT4_ARRAY, "{{1}}")).get(0),
                text(INT4MULTIRANGE, "{[1,2)}"))) {
            assertThatThrownBy(() -> ((List<?>) value).clear()).isInstanceOf(UnsupportedOperationException.class);
        }
        for (Object value : List.of(user(PAIR, "(1,a)"), user(HSTORE, "\"a\"=>\"1\""))) {
            assertThatThrownBy(() -> ((Map<?, ?>) value).clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
