package io.pgwal.camel.transform;

import io.pgwal.camel.transform.DebeziumEnvelope.Operation;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/** One envelope for each change; the changes of a list become an array. */
@DataTypeTransformer(
        name = "pgwal:debezium-json",
        description = "The change in the envelope of Debezium's PostgreSQL connector, in JSON without schemas")
public class DebeziumDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Jackson.require("The data type pgwal:debezium-json");
        List<Event> events = Event.in(message);
        if (Event.areIn(message)) {
            message.setBody(Json.text(out -> {
                out.writeStartArray();
                for (Event event : events) {
                    DebeziumEnvelope.write(out, event, Operation.of(event));
                }
                out.writeEndArray();
            }));
        } else {
            Event event = events.get(0);
            DebeziumEvents.key(message, DebeziumEnvelope.key(event));
            message.setBody(Json.text(out -> DebeziumEnvelope.write(out, event, Operation.of(event))));
        }
        message.setHeader(Exchange.CONTENT_TYPE, DebeziumEnvelope.MEDIA_TYPE);
    }
}
