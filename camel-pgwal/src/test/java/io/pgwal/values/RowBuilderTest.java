package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Rows without a server. */
class RowBuilderTest {

    /** A value of each class that types.md names, but bytes, which have no equality. */
    static Map<String, Object> oneOfEachClass() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("bool", true);
        values.put("int", -1);
        values.put("long", Long.MIN_VALUE);
        values.put("float", Float.MIN_VALUE);
        values.put("double", Double.NaN);
        values.put("numeric", new BigDecimal("12345678901234567890.100"));
        values.put("xid8", new BigInteger("18446744073709551615"));
        values.put("text", "it's \"quoted\" \\ {é}");
        values.put("empty", "");
        values.put("uuid", UUID.fromString("00000000-0000-0000-0000-00000000002a"));
        values.put("date", LocalDate.of(-43, 3, 15));
        values.put("never", LocalDate.MAX);
        values.put("time", LocalTime.MAX);
        values.put("timetz", OffsetTime.of(12, 0, 0, 1000, ZoneOffset.ofHoursMinutesSeconds(1, 2, 3)));
        values.put("timestamp", LocalDateTime.MIN);
        values.put("timestamptz", OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 123_456_000, ZoneOffset.UTC));
        values.put("interval", new Interval(14, -3, 1));
        values.put("point", new Geometry.Point(1, -2.5));
        values.put("box", new Geometry.Box(new Geometry.Point(3, 4), new Geometry.Point(1, 2)));
        values.put("range", Range.of(1, true, 5, false));
        values.put("noRange", Range.emptyRange());
        values.put("times", Range.of(LocalDateTime.of(2024, 1, 1, 0, 0), true, null, false));
        values.put("multirange", List.of(Range.of(1, true, 3, false), Range.of(7, true, null, false)));
        values.put("array", Arrays.asList("a", null, "NULL", "{,\"\\}", ""));
        values.put("arrays", List.of(List.of(1, 2), List.of(3, 4)));
        values.put("none", List.of());
        values.put("boxes", List.of(new Geometry.Box(new Geometry.Point(3, 4), new Geometry.Point(1, 2))));
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("street", "Main St, \"1\"");
        address.put("zip", null);
        address.put("tags", List.of("x y", "z"));
        values.put("composite", address);
        values.put("composites", List.of(address));
        return values;
    }

    @Test
    void a_built_row_has_key_columns_NULL_and_what_was_not_sent() {
        Row row = Row.builder("public.orders")
                .key("id", 1)
                .column("total", new BigDecimal("9.90"))
                .column("note", null)
                .unchanged("big")
                .build();
        assertThat(row).hasToString("{id=1, total=9.90, note=null}");
        assertThat(row.key()).isEqualTo(Map.of("id", 1));
        assertThat(row.unchanged()).containsExactly("big");
        assertThat(row.cell("big")).isEqualTo(Cell.Unchanged.UNCHANGED);
        assertThat(row.cell("note")).isEqualTo(Cell.Null.NULL);
        assertThat(row.relation().qualifiedName()).isEqualTo("public.orders");
        assertThat(row.relation().key()).containsExactly("id");
        assertThat(row.relation().replicaIdentity()).isEqualTo(ReplicaIdentity.DEFAULT);
        assertThat(row.keyHash()).isPresent();
    }

    @Test
    void a_value_of_each_class_comes_back_as_it_was_given() {
        Row row = Row.builder("t")
                .columns(oneOfEachClass())
                .column("bytes", new byte[] {0, -1})
                .build();
        oneOfEachClass()
                .forEach((column, value) ->
                        assertThat(row.get(column)).as(column).isEqualTo(value));
        assertThat((byte[]) row.get("bytes")).containsExactly(0, -1);
        assertThat(row.relation().qualifiedName()).isEqualTo("public.t");
    }

    @Test
    void a_named_type_decides_what_a_value_becomes() {
        Row row = Row.builder("t")
                .key("id", "bigint", 1)
                .column("doc", "jsonb", "{\"a\": 1}")
                .column("tags", "int8[]", List.of(1, 2))
                .column("pairs", "int2vector", List.of(3, 4))
                .build();
        assertThat(row).containsEntry("id", 1L).containsEntry("tags", List.of(1L, 2L));
        assertThat(row.relation().columns())
                .extracting(one -> one.type().name())
                .containsExactly("int8", "jsonb", "_int8", "int2vector");
    }

    @Test
    void text_that_is_no_value_of_its_type_is_refused_unquoted() {
        assertThatThrownBy(() -> Row.builder("t").column("n", "int4", "secret").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Column n")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Row.builder("t").column("n", new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> Row.builder("t").column("n", "mood", "sad"))
                .hasMessageContaining("'mood' is no built-in type");
        assertThatThrownBy(() -> Row.builder("t").column("n", 1).column("n", 2)).hasMessageContaining("given before");
        assertThatThrownBy(() -> Row.builder("")).hasMessageContaining("public.orders");
    }

    @Test
    void under_FULL_a_built_row_says_so() {
        Row row = Row.builder("shop.t")
                .key("id", 1)
                .column("v", 2)
                .replicaIdentityFull()
                .build();
        assertThat(row.relation().replicaIdentity()).isEqualTo(ReplicaIdentity.FULL);
        assertThat(row.relation().key()).containsExactly("id");
        assertThat(row.relation().schema()).isEqualTo("shop");
    }
}
