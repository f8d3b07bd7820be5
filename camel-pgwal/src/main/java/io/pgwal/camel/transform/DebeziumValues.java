package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.values.Geometry;
import io.pgwal.values.Interval;
import io.pgwal.values.PgArray;
import io.pgwal.values.PgType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Values as Debezium's PostgreSQL connector writes them under its defaults, through JsonConverter without schemas. What
 * Debezium leaves out (geometric types but points, multiranges, composites ...) is written as in plain JSON.
 *
 * @param types what an oid in a {@link PgType} stands for
 */
record DebeziumValues(JsonGenerator out, LongFunction<PgType> types) {

    private static final int TYPMOD_HEADER = 4;
    private static final int MONEY_SCALE = 2;
    private static final BigInteger MICROS_OF_DAY = BigInteger.valueOf(86_400_000_000L);
    /** A twelfth of 365.25 days. */
    private static final BigInteger MICROS_OF_MONTH = BigInteger.valueOf(2_629_800_000_000L);

    /**
     * @param typmod of the column, -1 when it has none; that of a domain is taken instead then
     * @throws IllegalArgumentException for a value that has no form there: a numeric that is no number
     */
    void value(Object value, PgType type, int typmod) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (type instanceof PgType.Domain domain) {
            value(value, types.apply(domain.base()), typmod == -1 ? domain.typmod() : typmod);
        } else if (value instanceof PgArray array && type instanceof PgType.Array known) {
            array(array, array.lowerBounds().size(), types.apply(known.element()), typmod);
        } else if (value instanceof String text) {
            text(text, type, typmod);
        } else if (value instanceof Number number) {
            number(number, type, typmod);
        } else if (value instanceof Interval interval) {
            out.writeNumber(micros(interval));
        } else if (value instanceof Geometry.Point point) {
            point(point);
        } else if (value instanceof Map<?, ?> map && type.name().equals("hstore")) {
            out.writeString(Json.text(ChangeDocument.of(map)));
        } else if (!DebeziumTimes.write(out, value, typmod)) {
            plain(value, type);
        }
    }

    private void plain(Object value, PgType type) throws IOException {
        new JsonValues(out, types).value(value, type);
    }

    private void array(List<?> elements, int dimensions, PgType element, int typmod) throws IOException {
        out.writeStartArray();
        for (Object one : elements) {
            if (dimensions > 1) {
                array((List<?>) one, dimensions - 1, element, typmod);
            } else {
                value(one, element, typmod);
            }
        }
        out.writeEndArray();
    }

    /** Text is a string, JSON too; bits are Base64 of little-endian bytes without the zeros at their end. */
    private void text(String text, PgType type, int typmod) throws IOException {
        boolean bits = type.oid() == DebeziumTypes.BIT || type.oid() == DebeziumTypes.VARBIT;
        if (!bits || !text.matches("[01]*")) {
            out.writeString(text);
        } else if (typmod == 1 && !text.isEmpty()) {
            out.writeBoolean(text.equals("1"));
        } else {
            BitSet set = new BitSet(text.length());
            for (int i = 0; i < text.length(); i++) {
                set.set(text.length() - 1 - i, text.charAt(i) == '1');
            }
            out.writeBinary(set.toByteArray());
        }
    }

    /** A numeric with a scale is Base64 of its unscaled value; without one it brings its scale along. */
    private void number(Number number, PgType type, int typmod) throws IOException {
        if (number instanceof BigDecimal decimal && type.oid() == DebeziumTypes.MONEY) {
            unscaled(decimal, MONEY_SCALE);
        } else if (number instanceof BigDecimal decimal && typmod >= TYPMOD_HEADER) {
            unscaled(decimal, scale(typmod));
        } else if (number instanceof BigDecimal decimal) {
            BigDecimal stripped = decimal.stripTrailingZeros();
            int scale = Math.max(0, stripped.scale());
            out.writeStartObject();
            out.writeNumberField("scale", scale);
            out.writeFieldName("value");
            unscaled(stripped, scale);
            out.writeEndObject();
        } else if (type.oid() == DebeziumTypes.NUMERIC) {
            throw new IllegalArgumentException(
                    "A numeric is " + number + ", which Debezium's precise decimals cannot say."
                            + " Keep such values out of the table, or use pgwal:application-json");
        } else {
            plain(number, type);
        }
    }

    private void unscaled(BigDecimal decimal, int scale) throws IOException {
        out.writeBinary(decimal.setScale(scale).unscaledValue().toByteArray());
    }

    /** Eleven bits, signed since PostgreSQL 15. */
    private static int scale(int typmod) {
        return ((typmod - TYPMOD_HEADER & 0x7FF) ^ 0x400) - 0x400;
    }

    /** In the range of a long, infinities at its ends. */
    private static long micros(Interval interval) {
        BigInteger micros = BigInteger.valueOf(interval.months())
                .multiply(MICROS_OF_MONTH)
                .add(BigInteger.valueOf(interval.days()).multiply(MICROS_OF_DAY))
                .add(BigInteger.valueOf(interval.microseconds()));
        if (micros.bitLength() < Long.SIZE) {
            return micros.longValue();
        }
        return micros.signum() > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    /** With its well-known binary form, little-endian: byte order, type 1, x, y. */
    private void point(Geometry.Point point) throws IOException {
        ByteBuffer wkb =
                ByteBuffer.allocate(1 + Integer.BYTES + 2 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        wkb.put((byte) 1).putInt(1).putDouble(point.x()).putDouble(point.y());
        out.writeStartObject();
        out.writeNumberField("x", point.x());
        out.writeNumberField("y", point.y());
        out.writeBinaryField("wkb", wkb.array());
        out.writeNullField("srid");
        out.writeEndObject();
    }
}
