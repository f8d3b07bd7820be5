package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeCatalogTest {

    private static final long FIRST = 100_000;

    private final TypeCatalog types = new TypeCatalog();

    private Object text(long oid, String text) {
        return Codecs.text(types, oid, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void built_in_types_are_known_without_being_handed_in() {
        assertThat(TypeCatalog.isBuiltin(23)).isTrue();
        assertThat(types.type(1007)).isEqualTo(new PgType.Array(1007, "pg_catalog", "_int4", 23, ','));
        types.add(new PgType.Enum(23, "public", "not_int4"));
        assertThat(types.type(23).name()).isEqualTo("int4");
    }

    @Test
    void a_type_that_nobody_knows_is_its_text_and_does_not_decode_from_binary() {
        assertThat(TypeCatalog.isBuiltin(FIRST)).isFalse();
        assertThat(types.type(FIRST)).isEqualTo(new PgType.Unknown(FIRST));
        assertThat(text(FIRST, "x")).isEqualTo("x");
        assertThatThrownBy(() -> Codecs.binary(types, FIRST, new byte[1])).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_type_that_becomes_known_later_is_decoded_from_then_on() {
        types.add(new PgType.Array(FIRST, "public", "_mood", FIRST + 1, ','));
        types.add(new PgType.Domain(FIRST + 2, "public", "d", FIRST + 3, -1));
        assertThat(text(FIRST + 2, "7")).isEqualTo("7");
        types.add(new PgType.Domain(FIRST + 3, "public", "e", 23, -1));
        assertThat(text(FIRST + 2, "7")).isEqualTo(7);
        assertThat(text(FIRST, "{a}")).isEqualTo(List.of("a"));
    }

    @Test
    void types_are_resolved_however_they_are_nested() {
        types.add(new PgType.Domain(FIRST, "public", "positive", 23, -1));
        types.add(new PgType.Range(FIRST + 1, "public", "positiverange", FIRST));
        types.add(new PgType.Composite(
                FIRST + 2,
                "public",
                "c",
                List.of(new PgType.Attribute("r", FIRST + 1), new PgType.Attribute("a", 1009))));
        types.add(new PgType.Array(FIRST + 3, "public", "_c", FIRST + 2, ','));
        assertThat(text(FIRST + 3, "{\"(\\\"[1,2)\\\",{x})\"}"))
                .isEqualTo(List.of(Map.of("r", Range.of(1, true, 2, false), "a", List.of("x"))));
    }

    @Test
    void a_type_that_contains_itself_ends_as_text() {
        types.add(new PgType.Composite(
                FIRST, "public", "c", List.of(new PgType.Attribute("a", FIRST), new PgType.Attribute("b", FIRST + 1))));
        types.add(new PgType.Array(FIRST + 1, "public", "_c", FIRST, ','));
        types.add(new PgType.Domain(FIRST + 2, "public", "d", FIRST + 2, -1));
        types.add(new PgType.Multirange(FIRST + 3, "public", "m", FIRST + 3));
        assertThat(text(FIRST, "(,)")).isNotNull();
        assertThat(text(FIRST + 1, "{}")).isNotNull();
        assertThat(text(FIRST + 2, "x")).isEqualTo("x");
        assertThat(text(FIRST + 3, "x")).isEqualTo("x");
    }

    @Test
    void types_nested_without_end_do_not_exhaust_the_stack_in_whatever_order_they_are_asked_for() {
        int depth = 100_000;
        for (int i = 0; i < depth; i++) {
            types.add(new PgType.Composite(
                    FIRST + i, "public", "c" + i, List.of(new PgType.Attribute("a", FIRST + i + 1))));
        }
        assertThat(text(FIRST, "()")).isNotNull();
        for (int i = depth - 1; i >= 0; i -= 7) {
            assertThat(text(FIRST + i, "()")).isNotNull();
        }
        assertThat(text(FIRST, "(".repeat(1000) + ")".repeat(1000))).isNotNull();
    }
}
