package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.replication.Change;
import io.pgwal.values.Column;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Bodies in plain JSON. A change is an object of what its headers say, under their names without CamelPgWal. */
final class ChangeDocument {

    private static final List<String> HEADERS = List.of(
            PgWalConstants.EVENT_ID,
            PgWalConstants.KIND,
            PgWalConstants.SCHEMA,
            PgWalConstants.TABLE,
            PgWalConstants.LSN,
            PgWalConstants.COMMIT_LSN,
            PgWalConstants.END_LSN,
            PgWalConstants.TRANSACTION_ID,
            PgWalConstants.COMMIT_TIME,
            PgWalConstants.ORDINAL,
            PgWalConstants.LAST,
            PgWalConstants.ORIGIN,
            PgWalConstants.GID,
            PgWalConstants.PREFIX,
            PgWalConstants.CASCADE,
            PgWalConstants.RESTART_IDENTITY,
            PgWalConstants.TRUNCATED,
            PgWalConstants.KEY,
            PgWalConstants.BEFORE,
            PgWalConstants.UNCHANGED);

    private ChangeDocument() {}

    /** The body of a message: a row, a change, several, content of a logical message, or nothing. */
    static Json.Document of(Object body) {
        return out -> value(out, body);
    }

    static void change(JsonGenerator out, Event event) throws IOException {
        out.writeStartObject();
        for (String header : HEADERS) {
            Object value = event.header(header);
            if (value != null) {
                out.writeFieldName(field(header));
                value(out, value);
            }
        }
        if (event.body() instanceof Row row) {
            out.writeFieldName("row");
            JsonValues.row(out, row);
        } else if (event.body() instanceof byte[] content) {
            out.writeBinaryField("content", content);
        } else if (event.body() instanceof Relation relation) {
            columns(out, relation);
        }
        out.writeEndObject();
    }

    private static String field(String header) {
        String name = header.substring("CamelPgWal".length());
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static void value(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Change change) {
            change(out, Event.of(change));
        } else if (value instanceof List<?> list && Event.areChanges(list)) {
            out.writeStartArray();
            for (Object change : list) {
                change(out, Event.of((Change) change));
            }
            out.writeEndArray();
        } else if (value instanceof Relation relation) {
            out.writeStartObject();
            out.writeStringField("schema", relation.schema());
            out.writeStringField("table", relation.name());
            columns(out, relation);
            out.writeEndObject();
        } else if (value instanceof Instant time) {
            out.writeString(time.toString());
        } else {
            JsonValues.untyped(out).value(value, JsonValues.UNKNOWN);
        }
    }

    private static void columns(JsonGenerator out, Relation relation) throws IOException {
        out.writeStringField("replicaIdentity", relation.replicaIdentity().name());
        out.writeArrayFieldStart("columns");
        for (Column column : relation.columns()) {
            out.writeStartObject();
            out.writeStringField("name", column.name());
            out.writeStringField("typeSchema", column.type().schema());
            out.writeStringField("type", column.type().name());
            out.writeNumberField("typmod", column.typmod());
            out.writeBooleanField("key", column.key());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
