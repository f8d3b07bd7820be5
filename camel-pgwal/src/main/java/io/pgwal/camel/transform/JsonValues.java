package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.values.Column;
import io.pgwal.values.PgArray;
import io.pgwal.values.PgType;
import io.pgwal.values.PostgresText;
import io.pgwal.values.Range;
import io.pgwal.values.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Rows and values as JSON that keeps numbers and times exact: what PostgreSQL's {@code to_json} gives, but that bytes are
 * Base64, and that money, oid, xid, cid and xid8 are numbers.
 *
 * @param types what an oid in a {@link PgType} stands for
 */
record JsonValues(JsonGenerator out, LongFunction<PgType> types) {

    private static final long JSON = 114;
    private static final long JSONB = 3802;
    static final PgType UNKNOWN = new PgType.Unknown(0);

    /** For values without a description of their types. */
    static JsonValues untyped(JsonGenerator out) {
        return new JsonValues(out, PgType.Unknown::new);
    }

    /** Columns that PostgreSQL did not send are absent. */
    static void row(JsonGenerator out, Row row) throws IOException {
        JsonValues values = new JsonValues(out, row::type);
        out.writeStartObject();
        for (Column column : row.relation().columns()) {
            if (row.containsKey(column.name())) {
                out.writeFieldName(column.name());
                values.value(row.get(column.name()), column.type());
            }
        }
        out.writeEndObject();
    }

    /** @param type as far as known; a value that was delivered as its text is written as that, whatever its type */
    void value(Object value, PgType type) throws IOException {
        if (type instanceof PgType.Domain domain) {
            value(value, types.apply(domain.base()));
        } else if (value instanceof Row row) {
            row(out, row); // in a list or map that a route made
        } else if (value instanceof String text && isJson(type) && !isHex(text)) {
            out.writeRawValue(text);
        } else if (value instanceof PgArray array) {
            PgType element = type instanceof PgType.Array known ? types.apply(known.element()) : UNKNOWN;
            array(array, Math.max(1, array.lowerBounds().size()), element);
        } else if (value instanceof List<?> list) {
            list(list, type);
        } else if (value instanceof Map<?, ?> map) {
            object(map, type instanceof PgType.Composite composite ? composite : null);
        } else {
            scalar(value);
        }
    }

    private static boolean isJson(PgType type) {
        return type.oid() == JSON || type.oid() == JSONB;
    }

    /** Bytes that are no UTF-8 are delivered so; JSON never begins with a backslash. */
    private static boolean isHex(String text) {
        return text.startsWith("\\");
    }

    private void array(List<?> elements, int dimensions, PgType element) throws IOException {
        out.writeStartArray();
        for (Object one : elements) {
            if (dimensions > 1) {
                array((List<?>) one, dimensions - 1, element);
            } else {
                value(one, element);
            }
        }
        out.writeEndArray();
    }

    /** A multirange, whose text is {@code {[1,3),[5,7)}}; or a list that a route made. */
    private void list(List<?> list, PgType type) throws IOException {
        boolean ranges = !list.isEmpty() && list.stream().allMatch(Range.class::isInstance);
        if (ranges || type instanceof PgType.Multirange) {
            out.writeString(PostgresText.of(list));
        } else {
            array(list, 1, UNKNOWN);
        }
    }

    /** @param type null for hstore, and for what is not known */
    private void object(Map<?, ?> map, PgType.Composite type) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = entry.getKey().toString();
            out.writeFieldName(name);
            value(entry.getValue(), attribute(type, name));
        }
        out.writeEndObject();
    }

    private PgType attribute(PgType.Composite type, String name) {
        if (type != null) {
            for (PgType.Attribute attribute : type.attributes()) {
                if (attribute.name().equals(name)) {
                    return types.apply(attribute.type());
                }
            }
        }
        return UNKNOWN;
    }

    private void scalar(Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof byte[] bytes) {
            out.writeBinary(bytes);
        } else if (value instanceof LocalDateTime timestamp) {
            out.writeString(PostgresText.timestamp(timestamp, "T"));
        } else if (value instanceof OffsetDateTime timestamp) {
            out.writeString(PostgresText.timestamp(timestamp, "T", "+00:00"));
        } else {
            out.writeString(PostgresText.of(value));
        }
    }

    /** NaN and the infinities are strings: JSON has no such numbers. */
    private void number(Number number) throws IOException {
        if (number instanceof BigDecimal decimal) {
            out.writeNumber(decimal.toPlainString());
        } else if (number instanceof BigInteger integer) {
            out.writeNumber(integer);
        } else if (number instanceof Double real) {
            out.writeNumber(real);
        } else if (number instanceof Float real) {
            out.writeNumber(real);
        } else if (number instanceof Integer || number instanceof Long) {
            out.writeNumber(number.longValue());
        } else {
            out.writeNumber(new BigDecimal(number.toString())); // a route's
        }
    }
}
