package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowTest {

    /** public.t: id int4 (key), doc text, n int4. */
    private static final String RELATION = "00004001 7075626C696300 7400 64 0003"
            + " 01 696400 00000017 FFFFFFFF  00 646F6300 00000019 FFFFFFFF  00 6E00 00000017 FFFFFFFF";

    private static final String ID_1 = " 74 00000001 31";
    private static final String DOC_X = " 74 00000001 78";
    private static final String N_7 = " 62 00000004 00000007";
    private static final String NULL = " 6E";
    private static final String UNCHANGED = " 75";

    private final PgOutputDecoder messages = new PgOutputDecoder();
    private final List<UndecodableValueException> undecodable = new ArrayList<>();

    private RowDecoder decoder(String relation) {
        PgOutputMessage message = messages.decode(Codecs.bytes("52" + relation), 0);
        return new RowDecoder((PgOutputMessage.Relation) message, new TypeCatalog(), Set.of("id"), undecodable::add);
    }

    private RowDecoder full() {
        return decoder(RELATION.replace(" 64 0003", " 66 0003")
                .replace(" 00 646F", " 01 646F")
                .replace(" 00 6E", " 01 6E"));
    }

    private Row insert(String columns) {
        PgOutputMessage message = messages.decode(Codecs.bytes("49 00004001 4E 0003" + columns), 0);
        return decoder(RELATION).row(((PgOutputMessage.Insert) message).newRow());
    }

    private PgOutputMessage.Update update(String old, String columns) {
        return (PgOutputMessage.Update) messages.decode(Codecs.bytes("55 00004001" + old + " 4E 0003" + columns), 0);
    }

    @Test
    void a_value_NULL_and_not_sent_are_three_different_things() {
        Row row = insert(ID_1 + UNCHANGED + NULL);
        assertThat(row.cell("id")).isEqualTo(new Cell.Value(1));
        assertThat(row.cell("doc")).isEqualTo(Cell.Unchanged.UNCHANGED);
        assertThat(row.cell("n")).isEqualTo(Cell.Null.NULL);
        assertThat(row.containsKey("n")).isTrue();
        assertThat(row.get("n")).isNull();
        assertThat(row.containsKey("doc")).isFalse();
        assertThat(row.get("doc")).isNull();
        assertThat(row.unchanged()).containsExactly("doc");
        assertThat(row).hasSize(2);
        assertThatThrownBy(() -> row.cell("nothing")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_row_is_a_Map_in_the_table_s_order_equal_to_any_other_Map_and_immutable() {
        Row row = insert(ID_1 + DOC_X + N_7);
        assertThat(row.keySet()).containsExactly("id", "doc", "n");
        assertThat(row.values()).containsExactly(1, "x", 7);
        assertThat(row).isEqualTo(Map.of("n", 7, "doc", "x", "id", 1)).isEqualTo(insert(ID_1 + DOC_X + N_7));
        assertThat(row).hasSameHashCodeAs(Map.of("n", 7, "doc", "x", "id", 1));
        assertThat(row).hasToString("{id=1, doc=x, n=7}").isNotEqualTo(insert(ID_1 + DOC_X + NULL));
        assertThatThrownBy(() -> row.put("id", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(row::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> row.entrySet().iterator().next().setValue(2))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(row.get(null)).isNull();
        assertThat(row.get(1)).isNull();
    }

    @Test
    void text_and_binary_may_stand_side_by_side_in_one_row() {
        assertThat(insert(ID_1 + DOC_X + N_7))
                .isEqualTo(insert(" 62 00000004 00000001  62 00000001 78  74 00000001 37"));
    }

    @Test
    void under_FULL_the_old_row_has_what_the_new_one_leaves_out() {
        PgOutputMessage.Update update = update(" 4F 0003" + ID_1 + DOC_X + NULL, ID_1 + UNCHANGED + N_7);
        Row row = full().row(update.newRow(), update.key(), update.oldRow());
        assertThat(row).isEqualTo(Map.of("id", 1, "doc", "x", "n", 7));
        assertThat(row.unchanged()).isEmpty();
        assertThat(full().row(update.oldRow().orElseThrow()).get("n")).isNull();
    }

    @Test
    void under_FULL_only_the_primary_key_is_the_key() {
        PgOutputMessage.Update update = update(" 4F 0003" + ID_1 + DOC_X + NULL, ID_1 + UNCHANGED + N_7);
        assertThat(full().relation().key()).containsExactly("id");
        assertThat(full().row(update.newRow(), update.key(), update.oldRow()).key())
                .isEqualTo(Map.of("id", 1));
    }

    @Test
    void a_key_that_was_not_sent_is_taken_from_the_old_key_whose_other_NULLs_say_nothing() {
        PgOutputMessage.Update update = update(" 4B 0003" + ID_1 + NULL + NULL, UNCHANGED + UNCHANGED + N_7);
        RowDecoder decoder = decoder(RELATION);
        Row row = decoder.row(update.newRow(), update.key(), update.oldRow());
        assertThat(row).isEqualTo(Map.of("id", 1, "n", 7));
        assertThat(row.unchanged()).containsExactly("doc");
        assertThat(row.key()).isEqualTo(Map.of("id", 1));
        assertThat(row.key().unchanged()).isEmpty();
        assertThat(decoder.key(update.key().orElseThrow())).isEqualTo(Map.of("id", 1));
    }

    @Test
    void a_value_that_does_not_decode_is_its_text_and_reported_without_the_value() {
        Row row = insert(" 74 00000006 736563726574" + DOC_X + " 62 00000002 ABCD");
        Map<String, Object> expected = new HashMap<>(Map.of("id", "secret", "doc", "x", "n", "\\xabcd"));
        assertThat(row).isEqualTo(expected);
        assertThat(undecodable).hasSize(2).allSatisfy(e -> {
            assertThat(e.relation()).isEqualTo("public.t");
            assertThat(e)
                    .hasMessageContaining("int4")
                    .hasMessageContaining("oid 23")
                    .hasNoCause();
            assertThat(e.getMessage()).doesNotContain("secret").doesNotContainIgnoringCase("abcd");
        });
        assertThat(undecodable).extracting(UndecodableValueException::column).containsExactly("id", "n");
        row.get("id");
        assertThat(undecodable).as("read again, reported once").hasSize(2);
    }

    @Test
    void text_that_is_not_UTF_8_loses_no_byte() {
        assertThat(insert(ID_1 + " 74 00000003 6100FF" + NULL).get("doc")).isEqualTo("\\x6100ff");
        assertThat(undecodable).extracting(UndecodableValueException::column).containsExactly("doc");
    }

    @Test
    void a_tuple_of_another_width_contradicts_its_relation() {
        PgOutputMessage message = messages.decode(Codecs.bytes("49 00004001 4E 0001" + ID_1), 0);
        assertThatThrownBy(() -> decoder(RELATION).row(((PgOutputMessage.Insert) message).newRow()))
                .isInstanceOf(RelationMismatchException.class)
                .hasMessageContaining("public.t")
                .hasMessageContaining("3 columns");
    }

    @Test
    void a_relation_of_pg_catalog_has_its_name() {
        RowDecoder decoder = decoder(RELATION.replace("7075626C696300", "00"));
        assertThat(decoder.relation().qualifiedName()).isEqualTo("pg_catalog.t");
    }
}
