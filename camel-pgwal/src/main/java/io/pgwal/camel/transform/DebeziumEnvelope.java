package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.protocol.Lsn;
import io.pgwal.replication.Kind;
import io.pgwal.values.Column;
import io.pgwal.values.Row;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** A change as Debezium's PostgreSQL connector tells it: value and key of a record, in JSON without schemas. */
final class DebeziumEnvelope {

    /** Whose envelope this is; consumers find it in source.version. */
    static final String VERSION = "3.4.1.Final";

    static final String MEDIA_TYPE = "application/json";

    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final long NANOS_OF_MICRO = 1_000;

    private DebeziumEnvelope() {}

    /** What an envelope is about; an update of a key may also be told as a delete and a create. */
    enum Operation {
        CREATE("c"),
        UPDATE("u"),
        DELETE("d"),
        READ("r"),
        TRUNCATE("t"),
        MESSAGE("m");

        private final String code;

        Operation(String code) {
            this.code = code;
        }

        /** @throws IllegalArgumentException for kinds that Debezium does not have */
        static Operation of(Event event) {
            return switch (event.kind()) {
                case INSERT -> CREATE;
                case UPDATE -> UPDATE;
                case DELETE -> DELETE;
                case READ -> READ;
                case TRUNCATE -> TRUNCATE;
                case MESSAGE -> MESSAGE;
                default ->
                    throw new IllegalArgumentException("Debezium's envelope has no form for " + event
                            + ". Leave this kind out of the option kinds, or filter it out before");
            };
        }
    }

    static void write(JsonGenerator out, Event event, Operation operation) throws IOException {
        Instant now = Instant.now();
        out.writeStartObject();
        if (operation == Operation.MESSAGE) {
            out.writeStringField("op", operation.code);
            out.writeNumberField("ts_ms", now.toEpochMilli());
            source(out, event, now);
            out.writeNullField("transaction");
            message(out, event);
        } else {
            out.writeFieldName("before");
            boolean hadRow = operation == Operation.UPDATE || operation == Operation.DELETE;
            row(out, hadRow ? event.before() : null);
            out.writeFieldName("after");
            boolean hasRow = operation != Operation.DELETE && operation != Operation.TRUNCATE;
            row(out, hasRow ? event.row() : null);
            source(out, event, now);
            out.writeNullField("transaction");
            out.writeStringField("op", operation.code);
            times(out, now);
        }
        out.writeEndObject();
    }

    private static void times(JsonGenerator out, Instant time) throws IOException {
        long micros = micros(time);
        out.writeNumberField("ts_ms", time.toEpochMilli());
        out.writeNumberField("ts_us", micros);
        out.writeNumberField("ts_ns", micros * NANOS_OF_MICRO + time.getNano() % NANOS_OF_MICRO);
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * MICROS_OF_SECOND + time.getNano() / NANOS_OF_MICRO;
    }

    /** All columns, in the table's order; null when there is no row. */
    private static void row(JsonGenerator out, Row row) throws IOException {
        if (row == null) {
            out.writeNull();
            return;
        }
        DebeziumValues values = new DebeziumValues(out, row::type);
        List<String> unchanged = row.unchanged();
        out.writeStartObject();
        for (Column column : row.relation().columns()) {
            out.writeFieldName(column.name());
            if (unchanged.contains(column.name())) {
                new DebeziumUnavailable(out, row::type).write(column.type());
            } else {
                // of a key only, the other columns are not there: null
                values.value(row.get(column.name()), column.type(), column.typmod());
            }
        }
        out.writeEndObject();
    }

    private static void message(JsonGenerator out, Event event) throws IOException {
        if (!(event.body() instanceof byte[] content)) {
            throw new IllegalArgumentException("The body of " + event + " is not the content that pgwal delivered."
                    + " Transform it before the route changes the body");
        }
        out.writeObjectFieldStart("message");
        out.writeStringField("prefix", event.text(PgWalConstants.PREFIX));
        out.writeBinaryField("content", content);
        out.writeEndObject();
    }

    /** @param now stands in for the time of commit of a message outside of a transaction */
    private static void source(JsonGenerator out, Event event, Instant now) throws IOException {
        Instant committed = event.commitTime() == null ? now : event.commitTime();
        long lsn = bits(event, PgWalConstants.LSN);
        out.writeObjectFieldStart("source");
        out.writeStringField("version", VERSION);
        out.writeStringField("connector", "postgresql");
        String name = event.text(PgWalConstants.DEBEZIUM_NAME);
        out.writeStringField("name", name == null ? event.text(PgWalConstants.SLOT) : name);
        out.writeNumberField("ts_ms", committed.toEpochMilli());
        out.writeStringField("snapshot", event.kind() == Kind.READ ? "true" : "false");
        out.writeStringField("db", event.text(PgWalConstants.DATABASE));
        out.writeStringField("sequence", "[\"" + bits(event, PgWalConstants.COMMIT_LSN) + "\",\"" + lsn + "\"]");
        out.writeNumberField("ts_us", micros(committed));
        out.writeNumberField("ts_ns", micros(committed) * NANOS_OF_MICRO);
        out.writeStringField("schema", orEmpty(event.text(PgWalConstants.SCHEMA)));
        out.writeStringField("table", orEmpty(event.text(PgWalConstants.TABLE)));
        if (event.header(PgWalConstants.TRANSACTION_ID) instanceof Long xid) {
            out.writeNumberField("txId", xid);
        } else {
            out.writeNullField("txId");
        }
        out.writeNumberField("lsn", lsn);
        out.writeNullField("xmin");
        out.writeEndObject();
    }

    private static long bits(Event event, String header) {
        return Lsn.parse(event.text(header)).bits();
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** The key of the record in JSON, as Kafka has it; null when the table has no key. */
    static String key(Event event) {
        return switch (event.kind()) {
            case INSERT, UPDATE, DELETE, READ -> key(event.row());
            case MESSAGE ->
                Json.text(out -> {
                    out.writeStartObject();
                    out.writeStringField("prefix", event.text(PgWalConstants.PREFIX));
                    out.writeEndObject();
                });
            default -> null;
        };
    }

    /** The key before an update that changed it; null otherwise. */
    static String replacedKey(Event event) {
        if (event.kind() != Kind.UPDATE || event.before() == null) {
            return null;
        }
        String before = key(event.before());
        return before == null || before.equals(key(event.row())) ? null : before;
    }

    private static String key(Row row) {
        Row key = row.key();
        if (key.isEmpty()) {
            return null;
        }
        return Json.text(out -> {
            out.writeStartObject();
            for (Column column : row.relation().columns()) {
                if (key.containsKey(column.name())) {
                    out.writeFieldName(column.name());
                    new DebeziumValues(out, row::type).value(key.get(column.name()), column.type(), column.typmod());
                }
            }
            out.writeEndObject();
        });
    }
}
