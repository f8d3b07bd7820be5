package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assertions;

/**
 * Any bytes give a value or a RuntimeException, soon: never an Error, and never memory that only a length asked for.
 * A failure prints its seed; replay it with {@code @Property(seed = "...")}.
 */
class CodecFuzzTest {

    private static final long PAIR = 100_001;
    private static final long PAIRS = 100_002;
    private static final long HSTORE = 100_003;
    private static final long PAIRRANGE = 100_004;
    private static final long PAIRMULTIRANGE = 100_005;
    private static final TypeCatalog TYPES = types();
    private static final long[] OIDS = oids();

    private static TypeCatalog types() {
        TypeCatalog types = new TypeCatalog();
        types.add(new PgType.Composite(
                PAIR, "public", "pair", List.of(new PgType.Attribute("n", 1231), new PgType.Attribute("r", 3906))));
        types.add(new PgType.Array(PAIRS, "public", "_pair", PAIR, ','));
        types.add(new PgType.Base(HSTORE, "public", "hstore"));
        types.add(new PgType.Range(PAIRRANGE, "public", "pairrange", PAIR));
        types.add(new PgType.Multirange(PAIRMULTIRANGE, "public", "pairmultirange", PAIRRANGE));
        return types;
    }

    private static long[] oids() {
        List<Long> oids = new ArrayList<>(BuiltinTypes.all().keySet());
        oids.addAll(List.of(PAIR, PAIRS, HSTORE, PAIRRANGE, PAIRMULTIRANGE));
        return oids.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    @Provide
    Arbitrary<Long> oid() {
        return Arbitraries.integers().between(0, OIDS.length - 1).map(i -> OIDS[i]);
    }

    /** Small numbers and enormous ones, of four bytes and of one, as lengths, counts and oids would be. */
    @Provide
    Arbitrary<byte[]> wire() {
        Arbitrary<byte[]> int32 = Arbitraries.of(
                        0, 1, 2, 3, 4, 8, -1, 21, 23, 25, 1700, 1231, 0x7FFFFFFF, 0x80000000, 0xFFFF, 65536)
                .map(n -> new byte[] {(byte) (n >> 24), (byte) (n >> 16), (byte) (n >> 8), (byte) n.intValue()});
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(8);
        return Arbitraries.frequencyOf(Tuple.of(3, int32), Tuple.of(1, any))
                .list()
                .ofMaxSize(12)
                .map(CodecFuzzTest::join);
    }

    /** What the text formats are made of. */
    private static final String[] WORDS =
            ("{ } ( ) [ ] < > , ; \" \\ ' : = => - + . NULL 1 12 2020-01-01 24:00:00 infinity"
                            + " empty year mons days BC e E9999999 é t")
                    .split(" ");

    @Provide
    Arbitrary<byte[]> grammar() {
        return Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.of(WORDS)), Tuple.of(1, Arbitraries.just(" ")))
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Property(tries = 30_000)
    void any_bytes_in_the_binary_format_are_a_value_or_a_RuntimeException(
            @ForAll("oid") long oid, @ForAll("wire") byte[] value) {
        check(() -> Codecs.binary(TYPES, oid, value));
    }

    @Property(tries = 30_000)
    void any_bytes_in_the_text_format_are_a_value_or_a_RuntimeException(
            @ForAll("oid") long oid, @ForAll("grammar") byte[] value) {
        check(() -> Codecs.text(TYPES, oid, value));
    }

    @Property(tries = 10_000)
    void any_bytes_at_all_are_a_value_or_a_RuntimeException(
            @ForAll("oid") long oid, @ForAll @Size(max = 40) byte[] value) {
        check(() -> Codecs.binary(TYPES, oid, value));
        check(() -> Codecs.text(TYPES, oid, value));
    }

    @Property(tries = 2_000)
    void an_interval_s_text_is_read_back_as_the_same_interval(
            @ForAll int months, @ForAll int days, @ForAll long microseconds) {
        Interval interval = new Interval(months, days, microseconds);
        assertThat(Codecs.text(1186, interval.toString())).isEqualTo(interval);
    }

    @Property(tries = 200)
    void a_numeric_is_the_same_in_both_formats(@ForAll @Size(min = 1, max = 60) byte[] groups) {
        StringBuilder wire =
                new StringBuilder("%04X%04X00000000".formatted(groups.length, (groups.length - 1) & 0xFFFF));
        StringBuilder text = new StringBuilder();
        for (byte b : groups) {
            int group = (b & 0xFF) * 39;
            wire.append("%04X".formatted(group));
            text.append("%04d".formatted(group));
        }
        assertThat(Codecs.binary(1700, wire.toString())).isEqualTo(Codecs.text(1700, text.toString()));
    }

    @Property(tries = 1)
    void much_nesting_in_a_value_costs_neither_the_stack_nor_much_time() {
        int size = 1_000_000;
        byte[] nots = new byte[4 + 2 * size + 5];
        System.arraycopy(Codecs.bytes("%08X".formatted(size + 1)), 0, nots, 0, 4);
        for (int i = 0; i < size; i++) {
            nots[4 + 2 * i] = 2;
            nots[5 + 2 * i] = 1;
        }
        System.arraycopy(Codecs.bytes("0100006100"), 0, nots, 4 + 2 * size, 5);
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat((String) Codecs.binary(TYPES, 3615, nots))
                    .endsWith("!'a'")
                    .hasSize(size + 3);
            for (char open : "{[(\"\\<'1-".toCharArray()) {
                byte[] deep = new byte[size];
                Arrays.fill(deep, (byte) open);
                for (long oid : OIDS) {
                    check(() -> Codecs.text(TYPES, oid, deep));
                }
            }
        });
    }

    @Property(tries = 1)
    void a_long_array_of_escaped_elements_takes_time_in_proportion() {
        String array = "{" + "\"a\\\"b\",".repeat(500_000) + "NULL}";
        String composite = "(\"{" + "\"\"1\"\",".repeat(500_000) + "1}\",)";
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat((List<?>) Codecs.text(1009, array)).hasSize(500_001);
            assertThatCode(() -> Codecs.text(TYPES, PAIR, composite.getBytes(StandardCharsets.UTF_8)))
                    .doesNotThrowAnyException();
        });
    }

    /** An Error, such as a StackOverflowError, is not caught here. */
    private static void check(Runnable decoding) {
        try {
            decoding.run();
        } catch (RuntimeException expected) {
            assertThat(expected).isInstanceOf(RuntimeException.class);
        }
    }
}
