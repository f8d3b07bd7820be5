package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Java serialization of rows, as repositories of aggregations and JMS use it. */
class RowSerializationTest {

    private static final Relation T = new Relation(
            1,
            "public",
            "t",
            ReplicaIdentity.NOTHING,
            List.of(new Column("c", new PgType.Composite(30_000, "public", "loop", List.of()), -1, false)));

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(object)))) {
            return (T) in.readObject();
        }
    }

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    @Test
    void a_row_is_a_row_again_with_its_table_key_and_gaps() throws Exception {
        Row row = Row.builder("shop.orders")
                .key("id", 1)
                .columns(RowBuilderTest.oneOfEachClass())
                .column("nothing", null)
                .unchanged("big")
                .build();
        Row copy = copy(row);
        assertThat(copy).isEqualTo(row).hasSameHashCodeAs(row);
        assertThat(copy.relation()).isEqualTo(row.relation());
        assertThat(copy.unchanged()).containsExactly("big");
        assertThat(copy.cell("nothing")).isEqualTo(Cell.Null.NULL);
        assertThat(copy.key()).isEqualTo(Map.of("id", 1));
        assertThat(copy.keyHash()).isEqualTo(row.keyHash());
        assertThat(copy(copy)).as("again").isEqualTo(row);
        PgType.Array array = (PgType.Array) copy.relation().columns().stream()
                .filter(column -> column.name().equals("composites"))
                .findFirst()
                .orElseThrow()
                .type();
        assertThat(copy.type(array.element())).isInstanceOf(PgType.Composite.class);
    }

    @Test
    void a_key_stays_a_key_and_does_not_carry_the_rest() throws Exception {
        Row row =
                Row.builder("t").key("id", 1).column("text", "x".repeat(10_000)).build();
        assertThat(copy(row.key())).isEqualTo(Map.of("id", 1));
        assertThat(bytes(row.key()).length).isLessThan(1_500);
    }

    @Test
    void rows_of_one_table_share_its_description() throws Exception {
        Row row = Row.builder("t").key("id", 1).column("n", 2).build();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(row.key()); // another row of the same table
        }
        assertThat(bytes(rows).length).isLessThan(60_000);
        assertThat(copy(rows)).isEqualTo(rows);
    }

    @Test
    void values_of_a_copied_row_are_serializable() throws Exception {
        Row row = Row.builder("t").columns(RowBuilderTest.oneOfEachClass()).build();
        Map<String, Object> copied = new LinkedHashMap<>(row);
        assertThat(copied.values()).allMatch(Serializable.class::isInstance);
        assertThat(copy(copied)).isEqualTo(copied);
    }

    @Test
    void bytes_that_are_no_row_are_refused() throws Exception {
        RowDecoder table = (RowDecoder) copy((Object) new SerializedTable(T, List.of()));
        for (byte[] columns : List.of(
                new byte[] {0, 2, 'n', 'n'},
                new byte[] {127, 127, 't'},
                new byte[] {0, 1, 't', 127, 127, 127, 127},
                new byte[] {0, 1, 'n', 'n'},
                new byte[0])) {
            assertThatThrownBy(() -> copy(new SerializedRow(table, columns, false)))
                    .isInstanceOf(InvalidObjectException.class);
        }
        assertThatThrownBy(() -> copy(new SerializedRow(null, new byte[] {0, 0}, false)))
                .isInstanceOf(InvalidObjectException.class);
        assertThatThrownBy(() -> copy(new SerializedTable(null, List.of()))).isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void domain_over_itself_is_an_unknown_type() throws Exception {
        PgType itself = new PgType.Domain(30_000, "public", "loop", 30_000, -1);
        Object table = copy((Object) new SerializedTable(T, List.of(itself)));
        Row row = (Row)
                copy((Object) new SerializedRow((RowDecoder) table, new byte[] {0, 1, 't', 0, 0, 0, 1, 'x'}, false));
        assertThat(row).isEqualTo(Map.of("c", "x"));
        assertThat(row.type(30_000)).isEqualTo(new PgType.Unknown(30_000));
        assertThat(row.relation().columns().get(0).type()).isEqualTo(new PgType.Unknown(30_000));
        assertThat(new TypedText(oid -> itself).of(1, itself)).isEqualTo("1");
    }

    @Test
    void chain_of_many_types_is_serialized_again() throws Exception {
        List<PgType> chain = new ArrayList<>();
        for (int oid = 30_000; oid < 60_000; oid++) {
            chain.add(new PgType.Array(oid, "public", "a" + oid, oid + 1, ','));
        }
        Object table = copy((Object) new SerializedTable(T, chain));
        assertThat(copy(table)).isInstanceOf(RowDecoder.class);
    }

    @Test
    void domain_over_sixty_two_domains_keeps_its_type() {
        TypeCatalog types = new TypeCatalog();
        for (int oid = 30_000; oid < 30_064; oid++) {
            types.add(new PgType.Domain(oid, "public", "d" + oid, oid == 30_063 ? 23 : oid + 1, -1));
        }
        assertThat(types.type(30_000)).isInstanceOf(PgType.Unknown.class);
        assertThat(types.type(30_001)).isInstanceOf(PgType.Domain.class);
        assertThat(types.codec(30_001)).isEqualTo(types.codec(23));
    }

    @Test
    void a_type_that_contains_itself_ends_as_text() throws Exception {
        PgType itself = new PgType.Composite(30_000, "public", "loop", List.of(new PgType.Attribute("a", 30_000)));
        Object table = copy((Object) new SerializedTable(T, List.of(itself)));
        Object row =
                copy((Object) new SerializedRow((RowDecoder) table, new byte[] {0, 1, 't', 0, 0, 0, 1, 'x'}, false));
        assertThat(row).isEqualTo(Map.of("c", "x"));
    }
}
