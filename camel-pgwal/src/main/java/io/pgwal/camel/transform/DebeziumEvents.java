package io.pgwal.camel.transform;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.camel.transform.DebeziumEnvelope.Operation;
import io.pgwal.replication.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What Debezium makes of one exchange, as messages of their own: a change of a key becomes a delete and a create. For the
 * splitter: {@code .split().method(DebeziumEvents.class, "withTombstones")}.
 *
 * <p>Each message has an envelope as body, its key in the header {@link PgWalConstants#DEBEZIUM_KEY}, the headers of its
 * own change, and what else the exchange has.
 */
public final class DebeziumEvents {

    /** Without tombstones. */
    public List<Message> events(Exchange exchange) {
        return of(exchange, false);
    }

    /** After each delete a message with the same key and the body null, from which Kafka's compaction learns. */
    public List<Message> withTombstones(Exchange exchange) {
        return of(exchange, true);
    }

    private static List<Message> of(Exchange exchange, boolean tombstones) {
        Jackson.require("Debezium's envelope");
        List<Message> messages = new ArrayList<>();
        for (Event event : Event.in(exchange.getMessage())) {
            String key = DebeziumEnvelope.key(event);
            String replaced = DebeziumEnvelope.replacedKey(event);
            if (replaced != null) {
                add(messages, exchange, replaced, event, Operation.DELETE);
                if (tombstones) {
                    messages.add(message(exchange, event, replaced));
                }
                add(messages, exchange, key, event, Operation.CREATE);
            } else {
                add(messages, exchange, key, event, Operation.of(event));
                if (tombstones && event.kind() == Kind.DELETE) {
                    messages.add(message(exchange, event, key));
                }
            }
        }
        return messages;
    }

    private static void add(List<Message> messages, Exchange exchange, String key, Event event, Operation operation) {
        Message message = message(exchange, event, key);
        message.setBody(Json.text(out -> DebeziumEnvelope.write(out, event, operation)));
        message.setHeader(Exchange.CONTENT_TYPE, DebeziumEnvelope.MEDIA_TYPE);
        messages.add(message);
    }

    /** Without a body: a tombstone. */
    private static Message message(Exchange exchange, Event event, String key) {
        Message message = exchange.getMessage().copy();
        message.setBody(null);
        event.describe(message);
        key(message, key);
        return message;
    }

    static void key(Message message, String key) {
        if (key == null) {
            message.removeHeader(PgWalConstants.DEBEZIUM_KEY);
        } else {
            message.setHeader(PgWalConstants.DEBEZIUM_KEY, key);
        }
    }
}
