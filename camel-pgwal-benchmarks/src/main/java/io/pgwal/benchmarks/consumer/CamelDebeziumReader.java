package io.pgwal.benchmarks.consumer;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.connect.data.Struct;

/** The component debezium-postgres. Options are the endpoint's, and {@code read}. */
public final class CamelDebeziumReader extends CamelReader {

    private RowReading rows;
    private Tally tally;

    @Override
    void configure(DefaultCamelContext context, Source source, Map<String, String> options, Tally itsTally) {
        tally = itsTally;
        rows = new RowReading(remove(options, "read", "three"), source, tally);
    }

    @Override
    String endpoint(Source source) {
        return "debezium-postgres:" + source.slot();
    }

    @Override
    Map<String, String> usualOptions(Source source) {
        Properties at = source.connection();
        return Map.ofEntries(
                Map.entry("databaseHostname", at.getProperty("PGHOST")),
                Map.entry("databasePort", at.getProperty("PGPORT")),
                Map.entry("databaseDbname", at.getProperty("PGDBNAME")),
                Map.entry("databaseUser", at.getProperty("user")),
                Map.entry("databasePassword", at.getProperty("password", "none")),
                Map.entry("databaseSslmode", "disable"),
                Map.entry("pluginName", "pgoutput"),
                Map.entry("slotName", source.slot()),
                Map.entry("publicationName", source.publication()),
                Map.entry("publicationAutocreateMode", "disabled"),
                Map.entry("snapshotMode", "no_data"),
                Map.entry("offsetStorage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore"),
                Map.entry("topicPrefix", "benchmark"));
    }

    @Override
    void take(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Struct row) {
            rows.read(row);
            tally.count(1);
        }
    }
}
