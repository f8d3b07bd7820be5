package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.replication.Kind;
import io.pgwal.values.Row;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;

/**
 * A change as an event of CloudEvents 1.0, in its JSON format. Extension attributes are strings, but for booleans:
 * CloudEvents has no integer for 32 unsigned bits.
 */
final class CloudEvent {

    static final String MEDIA_TYPE = "application/cloudevents+json";
    static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    /** Camel's own names for what a route wants to have otherwise (org.apache.camel.cloudevents.CloudEvent). */
    private static final String SOURCE = "CamelCloudEventSource";

    private static final String TYPE = "CamelCloudEventType";
    private static final String SUBJECT = "CamelCloudEventSubject";

    private CloudEvent() {}

    static void write(JsonGenerator out, Event event) throws IOException {
        String id = event.text(PgWalConstants.EVENT_ID);
        if (id == null) {
            throw new IllegalArgumentException(event + " has no identity, which a CloudEvent needs."
                    + " Leave RELATION out of the option kinds, or filter it out before");
        }
        out.writeStartObject();
        out.writeStringField("specversion", "1.0");
        out.writeStringField("id", id);
        out.writeStringField("source", first(event.text(SOURCE), source(event)));
        out.writeStringField("type", first(event.text(TYPE), type(event.kind())));
        String relation = event.text(PgWalConstants.RELATION);
        optional(out, "subject", first(event.text(SUBJECT), first(relation, event.text(PgWalConstants.PREFIX))));
        optional(out, "time", event.text(PgWalConstants.COMMIT_TIME));
        extensions(out, event, id);
        data(out, event);
        out.writeEndObject();
    }

    private static String source(Event event) {
        return "/pgwal/" + encoded(event.text(PgWalConstants.DATABASE)) + "/"
                + encoded(event.text(PgWalConstants.SLOT));
    }

    private static String type(Kind kind) {
        return "io.pgwal." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void extensions(JsonGenerator out, Event event, String id) throws IOException {
        out.writeStringField("sequence", id); // the extension of this name: order as text is order of delivery
        if (event.header(PgWalConstants.KEY) instanceof Row key) {
            out.writeStringField("partitionkey", Json.text(ChangeDocument.of(key)));
        }
        optional(out, "lsn", event.text(PgWalConstants.LSN));
        optional(out, "commitlsn", event.text(PgWalConstants.COMMIT_LSN));
        optional(out, "transactionid", event.text(PgWalConstants.TRANSACTION_ID));
        optional(out, "ordinal", event.text(PgWalConstants.ORDINAL));
        optional(out, "origin", event.text(PgWalConstants.ORIGIN));
        optional(out, "gid", event.text(PgWalConstants.GID));
        if (event.header(PgWalConstants.LAST) instanceof Boolean last) {
            out.writeBooleanField("last", last);
        }
    }

    private static void data(JsonGenerator out, Event event) throws IOException {
        switch (event.kind()) {
            case INSERT, UPDATE, READ -> rows(out, event, event.body());
            case DELETE -> rows(out, event, null);
            case MESSAGE -> content(out, event);
            case TRUNCATE -> {
                json(out);
                out.writeObjectFieldStart("data");
                out.writeBooleanField("cascade", (Boolean) event.header(PgWalConstants.CASCADE));
                out.writeBooleanField("restartIdentity", (Boolean) event.header(PgWalConstants.RESTART_IDENTITY));
                out.writeFieldName("truncated");
                ChangeDocument.of(event.header(PgWalConstants.TRUNCATED)).write(out);
                out.writeEndObject();
            }
            default -> {} // begin, commit and the like: there is nothing but attributes
        }
    }

    private static void rows(JsonGenerator out, Event event, Object after) throws IOException {
        json(out);
        out.writeObjectFieldStart("data");
        out.writeFieldName("before");
        ChangeDocument.of(event.kind() == Kind.DELETE ? event.body() : event.before())
                .write(out);
        out.writeFieldName("after");
        ChangeDocument.of(after).write(out);
        if (event.header(PgWalConstants.UNCHANGED) instanceof List<?> unchanged) {
            out.writeFieldName("unchanged");
            ChangeDocument.of(unchanged).write(out);
        }
        out.writeEndObject();
    }

    /** Bytes, unless the route says by the header Content-Type that they are JSON. */
    private static void content(JsonGenerator out, Event event) throws IOException {
        if (!(event.body() instanceof byte[] content)) {
            throw new IllegalArgumentException("The body of " + event + " is not the content that pgwal delivered."
                    + " Transform it before the route changes the body");
        }
        String type = event.text(Exchange.CONTENT_TYPE);
        if (type != null && type.startsWith("application/json")) {
            json(out);
            out.writeFieldName("data");
            out.writeRawValue(checked(content, event));
        } else {
            out.writeStringField("datacontenttype", first(type, "application/octet-stream"));
            out.writeBinaryField("data_base64", content);
        }
    }

    private static String checked(byte[] content, Event event) {
        try {
            return Json.checked(content);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The content of " + event + " is no JSON, which the header Content-Type says it is: "
                            + e.getMessage() + ". Set this header for messages in JSON only",
                    e);
        }
    }

    private static void json(JsonGenerator out) throws IOException {
        out.writeStringField("datacontenttype", "application/json");
    }

    /** An attribute is never empty; the prefix of a message may be. */
    private static void optional(JsonGenerator out, String name, String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    private static String first(String wanted, String otherwise) {
        return wanted != null ? wanted : otherwise;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
