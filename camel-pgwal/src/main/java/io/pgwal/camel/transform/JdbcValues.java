package io.pgwal.camel.transform;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.values.Column;
import io.pgwal.values.PgType;
import io.pgwal.values.Row;
import io.pgwal.values.TypedText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Rows with values that a JDBC driver can bind. What JDBC has no type for becomes PostgreSQL's text, which the statement
 * casts: {@code CAST(:#tags AS text[])}.
 */
final class JdbcValues {

    /** xid, cid, xid8: no number is cast to them. */
    private static final Set<Long> NUMBERS_AS_TEXT = Set.of(28L, 29L, 5069L);

    private JdbcValues() {}

    static RowMap row(Row row) {
        RowMap values = new RowMap(row.relation().qualifiedName(), row.unchanged());
        TypedText text = new TypedText(row::type);
        for (Column column : row.relation().columns()) {
            if (row.containsKey(column.name())) {
                values.put(column.name(), value(row.get(column.name()), column.type(), text));
            }
        }
        return values;
    }

    /** A header of a change in a list. */
    static Object header(Object value) {
        if (value instanceof Row row) {
            return row(row);
        } else if (value instanceof Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
        return value;
    }

    /** Names as an array of PostgreSQL: {@code {a,b}}. */
    static String names(List<?> names) {
        return names.stream()
                .map(name -> '"' + name.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Object value(Object value, PgType type, TypedText text) {
        if (value == null || value instanceof byte[] || isOfJdbc(value) && !NUMBERS_AS_TEXT.contains(type.oid())) {
            return value;
        }
        return text.of(value, type);
    }

    private static boolean isOfJdbc(Object value) {
        return value instanceof Number
                || value instanceof Boolean
                || value instanceof String
                || value instanceof UUID
                || value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof LocalDateTime
                || value instanceof OffsetDateTime;
    }

    /** What the list of headers has for a change without unchanged columns. */
    static void unchanged(Map<String, Object> values, Object unchanged) {
        values.put(PgWalConstants.UNCHANGED, names(unchanged instanceof List<?> names ? names : List.of()));
    }
}
