package io.pgwal.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Values as their types' input functions read them: the way back of the codecs. A value that was delivered as its text
 * stays that text, whatever its type.
 *
 * @param types what an oid in a {@link PgType} stands for
 */
public record TypedText(LongFunction<PgType> types) {

    /** @param value not null */
    public String of(Object value, PgType type) {
        if (value instanceof String text) {
            return text;
        }
        if (type instanceof PgType.Domain) {
            return of(value, TypeCatalog.base(type, types));
        }
        if (type instanceof PgType.Array array && value instanceof List<?> elements) {
            return array(elements, array);
        }
        if (type instanceof PgType.Composite composite && value instanceof Map<?, ?> attributes) {
            return composite(attributes, composite);
        }
        if (type instanceof PgType.Range range && value instanceof Range<?> bounds) {
            return range(bounds, types.apply(range.subtype()));
        }
        if (type instanceof PgType.Multirange multirange && value instanceof List<?> ranges) {
            PgType range = types.apply(multirange.range());
            return ranges.stream().map(one -> of(one, range)).collect(Collectors.joining(",", "{", "}"));
        }
        if (type instanceof PgType.Base base) {
            return base(value, base);
        }
        return PostgresText.of(value);
    }

    private static String base(Object value, PgType.Base type) {
        if (value instanceof List<?> vector) { // int2vector, oidvector
            return vector.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        if (value instanceof Map<?, ?> pairs && type.name().equals("hstore")) {
            return pairs.entrySet().stream()
                    .map(pair -> PostgresText.quoted((String) pair.getKey()) + "=>"
                            + (pair.getValue() == null ? "NULL" : PostgresText.quoted((String) pair.getValue())))
                    .collect(Collectors.joining(", "));
        }
        return PostgresText.of(value);
    }

    private String array(List<?> elements, PgType.Array type) {
        List<Integer> lowerBounds = elements instanceof PgArray array ? array.lowerBounds() : List.of();
        StringBuilder bounds = new StringBuilder();
        if (lowerBounds.stream().anyMatch(bound -> bound != 1)) {
            List<?> level = elements;
            for (int lower : lowerBounds) {
                bounds.append('[').append(lower).append(':');
                bounds.append(lower + level.size() - 1).append(']');
                level = level.get(0) instanceof List<?> inner ? inner : level;
            }
            bounds.append('=');
        }
        PgType elementType = types.apply(type.element());
        int dimensions = elements instanceof PgArray ? Math.max(1, lowerBounds.size()) : depth(elements, elementType);
        return bounds + braces(elements, dimensions, type, elementType);
    }

    /** How deep lists stand in lists that no codec has made. */
    private static int depth(List<?> elements, PgType elementType) {
        boolean nested =
                !(elementType instanceof PgType.Multirange) && !elements.isEmpty() && elements.get(0) instanceof List;
        return nested ? 1 + depth((List<?>) elements.get(0), elementType) : 1;
    }

    private String braces(List<?> elements, int dimensions, PgType.Array type, PgType elementType) {
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            if (dimensions > 1) {
                texts.add(braces((List<?>) element, dimensions - 1, type, elementType));
            } else {
                texts.add(element == null ? "NULL" : PostgresText.escaped(of(element, elementType)));
            }
        }
        return texts.stream().collect(Collectors.joining(String.valueOf(type.delimiter()), "{", "}"));
    }

    private String composite(Map<?, ?> attributes, PgType.Composite type) {
        return type.attributes().stream()
                .map(attribute -> {
                    Object value = attributes.get(attribute.name());
                    return value == null
                            ? ""
                            : PostgresText.doubled(
                                    of(value, types.apply(attribute.type())), PostgresText.QUOTED_IN_ROW);
                })
                .collect(Collectors.joining(",", "(", ")"));
    }

    private String range(Range<?> range, PgType subtype) {
        if (range.empty()) {
            return "empty";
        }
        return (range.lowerInclusive() ? "[" : "(") + bound(range.lower(), subtype) + ","
                + bound(range.upper(), subtype) + (range.upperInclusive() ? "]" : ")");
    }

    private String bound(Object bound, PgType subtype) {
        return bound == null ? "" : PostgresText.doubled(of(bound, subtype), PostgresText.QUOTED_IN_RANGE);
    }
}
