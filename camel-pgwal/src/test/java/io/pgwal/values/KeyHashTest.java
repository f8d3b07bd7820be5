package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows whose keys PostgreSQL takes for equal hash alike: else changes of one row would go separate ways. */
class KeyHashTest {

    private static final int INT4 = 23;
    private static final int NUMERIC = 1700;
    private static final int TEXT = 25;
    private static final int FLOAT8 = 701;
    private static final int INTERVAL = 1186;
    private static final int BPCHAR = 1042;
    private static final int JSONB = 3802;
    private static final int INT4_ARRAY = 1007;

    @Test
    void equal_keys_hash_alike_and_others_mostly_not() {
        assertThat(hash(INT4, "42")).isEqualTo(hash(INT4, "42")).isNotEqualTo(hash(INT4, "43"));
        assertThat(hash(TEXT, "a")).isNotEqualTo(hash(TEXT, "b"));
    }

    @Test
    void numbers_that_differ_in_trailing_zeros_only_are_equal() {
        assertThat(hash(NUMERIC, "1.0")).isEqualTo(hash(NUMERIC, "1.00")).isNotEqualTo(hash(NUMERIC, "2"));
        assertThat(hash(NUMERIC, "100")).isEqualTo(hash(NUMERIC, "100.000"));
        assertThat(hash(NUMERIC, "NaN")).isEqualTo(hash(NUMERIC, "NaN"));
    }

    @Test
    void values_with_different_text_that_are_equal_hash_alike() {
        assertThat(hash(FLOAT8, "0")).isEqualTo(hash(FLOAT8, "-0")).isNotEqualTo(hash(FLOAT8, "1"));
        assertThat(hash(INTERVAL, "24:00:00")).isEqualTo(hash(INTERVAL, "1 day"));
        assertThat(hash(INTERVAL, "1 mon")).isEqualTo(hash(INTERVAL, "30 days")).isNotEqualTo(hash(INTERVAL, "1 day"));
        assertThat(hash(BPCHAR, "a")).isEqualTo(hash(BPCHAR, "a  ")).isNotEqualTo(hash(BPCHAR, " a"));
    }

    @Test
    void types_whose_equality_is_not_known_do_not_tell_rows_apart() {
        assertThat(row(JSONB, "1.0").keyHash()).isEmpty();
        assertThat(row(INT4_ARRAY, "{1}").keyHash()).isEmpty();
        assertThat(row(16400, "extension").keyHash()).isEmpty();
    }

    @Test
    void text_of_unknown_collation_does_not_tell_rows_apart() {
        assertThat(row(TEXT, "a", Set.of()).keyHash()).isEmpty();
        assertThat(row(BPCHAR, "a", Set.of()).keyHash()).isEmpty();
    }

    @Test
    void a_key_that_does_not_decode_hashes_without_an_error() {
        assertThat(hash(NUMERIC, "no number")).isEqualTo(hash(NUMERIC, "nor this"));
    }

    private static int hash(int type, String key) {
        return row(type, key).keyHash().orElseThrow();
    }

    /** A row of a table with one key column of this type. */
    private static Row row(int type, String key) {
        return row(type, key, Set.of("id"));
    }

    private static Row row(int type, String key, Set<String> deterministic) {
        PgOutputDecoder decoder = new PgOutputDecoder();
        RowDecoder rows = new RowDecoder(
                (PgOutputMessage.Relation) decoder.decode(relation(type), 0),
                new TypeCatalog(),
                Set.of(),
                deterministic,
                e -> {
                    throw e;
                });
        PgOutputMessage.Insert insert = (PgOutputMessage.Insert) decoder.decode(insert(key), 0);
        return rows.row(insert.newRow());
    }

    private static byte[] relation(int type) {
        return bytes(out -> {
            out.writeByte('R');
            out.writeInt(1);
            out.writeBytes("public\0t\0d");
            out.writeShort(1);
            out.writeByte(1);
            out.writeBytes("id\0");
            out.writeInt(type);
            out.writeInt(-1);
        });
    }

    private static byte[] insert(String key) {
        return bytes(out -> {
            out.writeByte('I');
            out.writeInt(1);
            out.writeByte('N');
            out.writeShort(1);
            out.writeByte('t');
            out.writeInt(key.length());
            out.write(key.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
