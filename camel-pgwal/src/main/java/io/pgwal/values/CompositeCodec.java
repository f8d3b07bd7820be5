package io.pgwal.values;

import java.util.LinkedHashMap;

/**
 * A row type: an immutable Map in the order of its attributes. Text: {@code (1,"a, b",)}, nothing for NULL. Binary:
 * int32 count, each attribute's uint32 type and int32 length, -1 for NULL, before its value.
 *
 * <p>The catalog shows the type of today: a value with another count of attributes, or others, does not decode.
 */
final class CompositeCodec implements ValueCodec {

    private final String[] names;
    private final long[] oids;
    private final ValueCodec[] codecs;

    CompositeCodec(PgType.Composite type, ValueCodec[] codecs) {
        this.names = type.attributes().stream().map(PgType.Attribute::name).toArray(String[]::new);
        this.oids = type.attributes().stream().mapToLong(PgType.Attribute::type).toArray();
        this.codecs = codecs;
    }

    @Override
    public Object fromText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        LinkedHashMap<String, Object> values = new LinkedHashMap<>();
        in.expect('(');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                in.expect(',');
            }
            TextCursor.Slice field = in.field(")");
            values.put(names[i], field == null ? null : field.decode(codecs[i]));
        }
        in.expect(')');
        in.end();
        return new ValueMap(values);
    }

    @Override
    public Object fromBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int count = in.int32();
        if (count != names.length) {
            throw new IllegalArgumentException("has " + count + " attributes, its type " + names.length);
        }
        LinkedHashMap<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (in.uint32() != oids[i]) {
                throw new IllegalArgumentException("has an attribute of another type");
            }
            values.put(names[i], in.value(codecs[i]));
        }
        in.end();
        return new ValueMap(values);
    }
}
