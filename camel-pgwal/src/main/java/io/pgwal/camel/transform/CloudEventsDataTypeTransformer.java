package io.pgwal.camel.transform;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/** One event for each change; the changes of a list become a batch. */
@DataTypeTransformer(
        name = "pgwal:application-cloudevents+json",
        description = "The change as an event of CloudEvents 1.0, in its JSON format")
public class CloudEventsDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Jackson.require("The data type pgwal:application-cloudevents+json");
        List<Event> events = Event.in(message);
        if (Event.areIn(message)) {
            message.setBody(Json.text(out -> {
                out.writeStartArray();
                for (Event event : events) {
                    CloudEvent.write(out, event);
                }
                out.writeEndArray();
            }));
            message.setHeader(Exchange.CONTENT_TYPE, CloudEvent.BATCH_MEDIA_TYPE);
        } else {
            message.setBody(Json.text(out -> CloudEvent.write(out, events.get(0))));
            message.setHeader(Exchange.CONTENT_TYPE, CloudEvent.MEDIA_TYPE);
        }
    }
}
