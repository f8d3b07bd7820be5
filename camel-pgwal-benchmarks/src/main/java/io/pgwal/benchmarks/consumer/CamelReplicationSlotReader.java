package io.pgwal.benchmarks.consumer;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The component pg-replication-slot, as fast as it goes: greedy, polling each millisecond. Its body is the text of the
 * plug-in test_decoding, of which nothing is decoded. Options are the endpoint's.
 */
public final class CamelReplicationSlotReader extends CamelReader {

    private static final byte[] ROW = {'t', 'a', 'b', 'l', 'e', ' '};

    private Tally tally;

    @Override
    void configure(DefaultCamelContext context, Source source, Map<String, String> options, Tally itsTally) {
        tally = itsTally;
    }

    @Override
    String endpoint(Source source) {
        Properties at = source.connection();
        return "pg-replication-slot:" + at.getProperty("PGHOST") + ":" + at.getProperty("PGPORT") + "/"
                + at.getProperty("PGDBNAME") + "/" + source.slot() + ":test_decoding";
    }

    @Override
    Map<String, String> usualOptions(Source source) {
        Properties at = source.connection();
        return Map.of(
                "user", at.getProperty("user"),
                "password", at.getProperty("password", "none"),
                "autoCreateSlot", "false",
                "greedy", "true",
                "delay", "1");
    }

    @Override
    void take(Exchange exchange) {
        byte[] text = exchange.getMessage().getBody(byte[].class);
        for (int i = 0; i < ROW.length; i++) {
            if (i >= text.length || text[i] != ROW[i]) {
                return; // BEGIN or COMMIT
            }
        }
        if (tally.isTimed()) {
            tally.came(Digits.last(text, 0, text.length));
        }
        tally.count(1);
    }
}
