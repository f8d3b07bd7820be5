package io.pgwal.camel.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwal.values.Row;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.SimpleTypeConverter;

/** What camel-jackson must be told of rows. The only class that knows camel-jackson, which is optional. */
final class CamelJackson extends LifecycleStrategySupport {

    static void addTo(CamelContext context) {
        context.addLifecycleStrategy(new CamelJackson());
        // camel-jackson converts any Map, by a mapper that knows neither rows nor java.time
        context.getTypeConverterRegistry()
                .addTypeConverter(
                        JsonNode.class,
                        Row.class,
                        new SimpleTypeConverter(false, (type, exchange, row) -> Json.tree(ChangeDocument.of(row))));
    }

    /** Gives the data format our modules before it starts. Modules that the route names come later, and decide. */
    @Override
    public void onDataFormatCreated(String name, DataFormat dataFormat) {
        if (dataFormat instanceof JacksonDataFormat json) {
            json.addModule(PgWalJacksonModule.times());
            json.addModule(new PgWalJacksonModule());
        }
    }
}
