package io.pgwal.values;

import java.util.LinkedHashMap;
import java.util.Set;

/**
 * A row type: an immutable Map in the order of its attributes. Text: {@code (1,"a, b",)}, nothing for NULL. Binary:
 * int32 count, each attribute's uint32 type and int32 length, -1 for NULL, before its value.
 *
 * <p>A value with a number of fields that {@link PgType.Composite#lengths} does not have, or of other types, does not
 * decode.
 */
final class CompositeCodec implements ValueCodec {

    private final String[] names;
    private final long[] oids;
    private final ValueCodec[] codecs;
    private final Set<Integer> lengths;

    CompositeCodec(PgType.Composite type, ValueCodec[] codecs) {
        this.names = type.attributes().stream().map(PgType.Attribute::name).toArray(String[]::new);
        this.oids = type.attributes().stream().mapToLong(PgType.Attribute::type).toArray();
        this.codecs = codecs;
        this.lengths = type.lengths();
    }

    @Override
    public Object fromText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        TextCursor.Slice[] fields = new TextCursor.Slice[names.length];
        int count = 0;
        in.expect('(');
        if (names.length > 0) {
            do {
                if (count == names.length) {
                    throw new IllegalArgumentException("has more attributes than its type");
                }
                fields[count++] = in.field(")");
            } while (in.skip(','));
        }
        in.expect(')');
        in.end();
        require(count);
        LinkedHashMap<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(names[i], fields[i] == null ? null : fields[i].decode(codecs[i]));
        }
        return new ValueMap(values);
    }

    private void require(int count) {
        if (!lengths.contains(count)) {
            throw new IllegalArgumentException(
                    "has " + count + " attributes; its type is not known to have had so many");
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int count = in.int32();
        require(count);
        LinkedHashMap<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            if (in.uint32() != oids[i]) {
                throw new IllegalArgumentException("has an attribute of another type");
            }
            values.put(names[i], in.value(codecs[i]));
        }
        in.end();
        return new ValueMap(values);
    }
}
