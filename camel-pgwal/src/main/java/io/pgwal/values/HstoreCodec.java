package io.pgwal.values;

import java.util.LinkedHashMap;

/**
 * The extension hstore: an immutable Map of Strings, NULL as null. Text: {@code "a"=>"1", "b"=>NULL}. Binary: int32
 * count, then key and value each behind its int32 length, -1 for NULL.
 */
final class HstoreCodec {

    private static final ValueCodec STRING = ValueCodec.of(TextCodecs::text, TextCodecs::text);

    private HstoreCodec() {}

    static Object text(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        LinkedHashMap<String, Object> pairs = new LinkedHashMap<>();
        if (length > 0) {
            do {
                String key = in.quoted().text();
                in.expect("=>");
                pairs.put(key, in.skip("NULL") ? null : in.quoted().text());
            } while (in.skip(", "));
        }
        in.end();
        return new ValueMap(pairs);
    }

    static Object binary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int count = in.count(8);
        LinkedHashMap<String, Object> pairs = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            pairs.put((String) in.requiredValue(STRING), in.value(STRING));
        }
        in.end();
        return new ValueMap(pairs);
    }
}
