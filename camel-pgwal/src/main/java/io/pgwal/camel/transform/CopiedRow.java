package io.pgwal.camel.transform;

import io.pgwal.values.Geometry;
import io.pgwal.values.Interval;
import io.pgwal.values.Range;
import io.pgwal.values.Row;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells what a route made of rows from any other Map or List: it has texts for keys, and values of rows alone. */
final class CopiedRow {

    private CopiedRow() {}

    /** Whether it is a Map of values, or a List of such Maps. */
    static boolean is(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().allMatch(element -> element instanceof Map && is(element));
        }
        return value instanceof Map<?, ?> map && hasValuesOnly(map);
    }

    private static boolean hasValuesOnly(Map<?, ?> map) {
        return map.entrySet().stream().allMatch(entry -> entry.getKey() instanceof String && isValue(entry.getValue()));
    }

    private static boolean isValue(Object value) {
        return value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof byte[]
                || value instanceof UUID
                || value instanceof Temporal
                || value instanceof Interval
                || value instanceof Range
                || value instanceof Geometry
                || value instanceof Row
                || value instanceof List<?> list && list.stream().allMatch(CopiedRow::isValue)
                || value instanceof Map<?, ?> map && hasValuesOnly(map);
    }
}
