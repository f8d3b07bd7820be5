package io.pgwal.values;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A value's whole content as text, with classes, lower bounds and the bytes of arrays: what equals leaves out. */
final class DeepValue {

    private DeepValue() {}

    static String of(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof PgArray array) {
            return "array " + array.lowerBounds() + " " + list(array);
        }
        if (value instanceof List<?> list) {
            return "list " + list(list);
        }
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((name, of) -> entries.add(name + "=" + of(of)));
            return "map " + entries;
        }
        if (value instanceof Range<?> range) {
            return "range " + range.empty() + range.lowerInclusive() + of(range.lower()) + "," + of(range.upper())
                    + range.upperInclusive();
        }
        return value.getClass().getSimpleName() + " " + value;
    }

    private static List<String> list(List<?> values) {
        return values.stream().map(DeepValue::of).toList();
    }
}
