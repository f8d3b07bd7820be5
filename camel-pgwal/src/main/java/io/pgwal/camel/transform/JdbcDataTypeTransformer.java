package io.pgwal.camel.transform;

import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/** A row becomes a Map, a list of changes a List of Maps. Needs no library. */
@DataTypeTransformer(
        name = "pgwal:jdbc",
        description =
                "The row as a Map, or the rows of a list of changes as a List of Maps, with values that JDBC can bind")
public class JdbcDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        List<Event> events = Event.in(message);
        message.setBody(
                Event.areIn(message)
                        ? ChangeMaps.bindable(events)
                        : JdbcValues.row(events.get(0).row()));
    }
}
