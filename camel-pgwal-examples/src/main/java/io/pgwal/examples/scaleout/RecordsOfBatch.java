package io.pgwal.examples.scaleout;

import io.pgwal.replication.Change;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.TypeConverter;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/** A batch of changes becomes a list of messages, each a record of Kafka with its key and row in JSON. */
final class RecordsOfBatch implements Processor {

    @Override
    public void process(Exchange exchange) {
        CamelContext context = exchange.getContext();
        TypeConverter json = context.getTypeConverter();
        List<Message> records = new ArrayList<>();
        for (Object one : exchange.getMessage().getBody(List.class)) {
            if (!(one instanceof Change.RowChange change)) {
                throw new IllegalArgumentException("Only changes of rows have a key: leave others out by kinds");
            }
            Message message = new DefaultMessage(context);
            message.setHeader(
                    KafkaConstants.KEY,
                    json.convertTo(String.class, change.row().key()));
            message.setHeader("kind", change.kind().name());
            change.eventId().ifPresent(id -> message.setHeader("event-id", id.toString()));
            message.setBody(json.convertTo(String.class, change.row()));
            records.add(message);
        }
        exchange.getMessage().setBody(records);
    }
}
