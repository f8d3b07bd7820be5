package io.pgwal.camel.transform;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/** The body as it is, in JSON. */
@DataTypeTransformer(
        name = "pgwal:application-json",
        description = "The row, or the list of changes, as JSON that keeps numbers and times exact")
public class JsonDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Jackson.require("The data type pgwal:application-json");
        message.setBody(Json.text(ChangeDocument.of(message.getBody())));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    }
}
