package io.pgwal.camel;

import org.apache.camel.Exchange;

/** The exchanges of a consumer, through its route. */
final class RouteExchanges extends Exchanges {

    private final PgWalConsumer consumer;

    RouteExchanges(PgWalConsumer consumer, Source source) {
        super(
                source,
                !consumer.getEndpoint().getConfiguration().getExchangePer().equals("change"),
                consumer.getEndpoint().getConfiguration().isManualAck());
        this.consumer = consumer;
    }

    @Override
    Exchange create() {
        return consumer.createExchange(false);
    }

    @Override
    void route(Exchange exchange, Completion completion) {
        consumer.getAsyncProcessor().process(exchange, completion);
    }

    @Override
    void release(Exchange exchange) {
        consumer.releaseExchange(exchange, false);
    }

    @Override
    void failed(String text, Throwable cause, boolean trace) {
        consumer.failures().exchange(text, cause, trace);
    }
}
