package io.pgwal.examples.tokafka;

import io.pgwal.camel.PgWalConstants;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.spi.DataType;

/** The route that people copy. */
final class StockRoute extends RouteBuilder {

    private final String slot;
    private final String topic;
    private final String broker;

    StockRoute(String slot, String topic, String broker) {
        this.slot = slot;
        this.topic = topic;
        this.broker = broker;
    }

    @Override
    public void configure() {
        from("pgwal:" + slot + "?publication=" + slot + "&concurrentConsumers=4") // the order of a key is kept
                .routeId("to-kafka")
                // the row's key in JSON, by which Kafka chooses the partition
                .setHeader(KafkaConstants.KEY, header(PgWalConstants.KEY).convertToString())
                // headers that begin with Camel do not leave
                .setHeader("event-id", header(PgWalConstants.EVENT_ID))
                .setHeader("kind", header(PgWalConstants.KIND))
                .transformDataType(new DataType("pgwal:application-json"))
                .to("kafka:" + topic + "?brokers=" + broker + "&requestRequiredAcks=all&enableIdempotence=true"
                        // the client goes on trying, in order, rather than give a record back
                        + "&deliveryTimeoutMs=2147483647&maxBlockMs=2147483647");
    }
}
