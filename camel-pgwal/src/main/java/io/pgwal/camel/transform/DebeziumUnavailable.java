package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.values.PgType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * What stands in for a value that PostgreSQL did not send: Debezium's unavailable.value.placeholder in the form of the
 * column's type, null where its form has no room for it (numbers, booleans, times).
 */
record DebeziumUnavailable(JsonGenerator out, LongFunction<PgType> types) {

    private static final String PLACEHOLDER = "__debezium_unavailable_value";
    private static final byte[] BYTES = PLACEHOLDER.getBytes(StandardCharsets.UTF_8);

    /** bool, int8, int2, int4, oid, float4, float8, point, money, date ... timetz, interval, bit, varbit, numeric. */
    private static final Set<Long> NO_ROOM = Set.of(
            16L, 20L, 21L, 23L, 26L, 600L, 700L, 701L, 790L, 1082L, 1083L, 1114L, 1184L, 1186L, 1266L, 1560L, 1562L,
            1700L);

    void write(PgType type) throws IOException {
        if (type instanceof PgType.Domain domain) {
            write(types.apply(domain.base()));
        } else if (type instanceof PgType.Array array) {
            array(types.apply(array.element()));
        } else if (type.oid() == DebeziumTypes.BYTEA) {
            out.writeBinary(BYTES);
        } else if (type.name().equals("hstore")) {
            out.writeString(Json.text(ChangeDocument.of(Map.of(PLACEHOLDER, PLACEHOLDER))));
        } else if (NO_ROOM.contains(type.oid())) {
            out.writeNull();
        } else {
            out.writeString(PLACEHOLDER);
        }
    }

    private void array(PgType element) throws IOException {
        boolean numbers = element.oid() == DebeziumTypes.INT4
                || element.oid() == DebeziumTypes.INT8
                || element.oid() == DebeziumTypes.DATE;
        if (!numbers && NO_ROOM.contains(element.oid())) {
            out.writeNull();
            return;
        }
        out.writeStartArray();
        if (numbers) {
            for (byte character : BYTES) {
                out.writeNumber(character);
            }
        } else if (element.oid() == DebeziumTypes.UUID) {
            out.writeString(UUID.nameUUIDFromBytes(BYTES).toString());
        } else {
            write(element);
        }
        out.writeEndArray();
    }
}
