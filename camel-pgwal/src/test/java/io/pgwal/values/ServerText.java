package io.pgwal.values;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Java values back to text that PostgreSQL's input functions read: the way back of the oracle. */
final class ServerText {

    private final TypeCatalog types;

    ServerText(TypeCatalog types) {
        this.types = types;
    }

    String of(long oid, Object value) {
        PgType type = types.type(oid);
        if (type instanceof PgType.Domain domain) {
            return of(domain.base(), value);
        }
        if (type instanceof PgType.Array array) {
            return array(array, (PgArray) value);
        }
        if (type instanceof PgType.Composite composite) {
            Map<?, ?> values = (Map<?, ?>) value;
            return composite.attributes().stream()
                    .map(a -> values.get(a.name()) == null ? "" : doubled(of(a.type(), values.get(a.name()))))
                    .collect(Collectors.joining(",", "(", ")"));
        }
        if (type instanceof PgType.Range range) {
            return range(range, (Range<?>) value);
        }
        if (type instanceof PgType.Multirange multirange) {
            List<?> ranges = (List<?>) value;
            return ranges.stream()
                    .map(range -> of(multirange.range(), range))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return scalar(value);
    }

    private String range(PgType.Range type, Range<?> range) {
        if (range.empty()) {
            return "empty";
        }
        return (range.lowerInclusive() ? "[" : "(")
                + (range.lower() == null ? "" : doubled(of(type.subtype(), range.lower())))
                + ","
                + (range.upper() == null ? "" : doubled(of(type.subtype(), range.upper())))
                + (range.upperInclusive() ? "]" : ")");
    }

    private String array(PgType.Array type, PgArray array) {
        StringBuilder text = new StringBuilder();
        List<?> level = array;
        for (int lower : array.lowerBounds()) {
            text.append('[')
                    .append(lower)
                    .append(':')
                    .append(lower + level.size() - 1)
                    .append(']');
            level = level.get(0) instanceof List<?> inner ? inner : level;
        }
        text.append(text.length() == 0 ? "" : "=");
        return text + elements(type, array, Math.max(array.lowerBounds().size(), 1));
    }

    private String elements(PgType.Array type, List<?> elements, int dimensions) {
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            if (dimensions > 1) {
                texts.add(elements(type, (List<?>) element, dimensions - 1));
            } else {
                texts.add(element == null ? "NULL" : escaped(of(type.element(), element)));
            }
        }
        return texts.stream().collect(Collectors.joining(String.valueOf(type.delimiter()), "{", "}"));
    }

    private static String doubled(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"';
    }

    private static String escaped(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String scalar(Object value) {
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof PgArray vector) {
            return vector.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        if (value instanceof Map<?, ?> hstore) {
            return hstore.entrySet().stream()
                    .map(e -> escaped((String) e.getKey()) + "=>"
                            + (e.getValue() == null ? "NULL" : escaped((String) e.getValue())))
                    .collect(Collectors.joining(","));
        }
        return temporal(value);
    }

    private static String temporal(Object value) {
        if (value.equals(LocalDate.MAX) || value.equals(LocalDateTime.MAX) || value.equals(OffsetDateTime.MAX)) {
            return "infinity";
        }
        if (value.equals(LocalDate.MIN) || value.equals(LocalDateTime.MIN) || value.equals(OffsetDateTime.MIN)) {
            return "-infinity";
        }
        if (value instanceof LocalDate date) {
            return date(date) + era(date.getYear());
        }
        if (value instanceof LocalDateTime time) {
            return date(time.toLocalDate()) + " " + time.toLocalTime() + era(time.getYear());
        }
        if (value instanceof OffsetDateTime time) {
            return date(time.toLocalDate()) + " " + time.toLocalTime() + zone(time.getOffset()) + era(time.getYear());
        }
        if (value instanceof OffsetTime time) {
            return time(time.toLocalTime()) + zone(time.getOffset());
        }
        return value instanceof LocalTime time ? time(time) : value.toString();
    }

    private static String time(LocalTime time) {
        return time.equals(LocalTime.MAX) ? "24:00:00" : time.toString();
    }

    private static String zone(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "+00" : offset.getId();
    }

    private static String date(LocalDate date) {
        int year = date.getYear() <= 0 ? 1 - date.getYear() : date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(int year) {
        return year <= 0 ? " BC" : "";
    }
}
