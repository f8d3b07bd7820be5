package io.pgwal.camel;

import org.apache.camel.Exchange;
import org.apache.camel.support.BridgeExceptionHandlerToErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exchanges of a consumer, through its route. */
final class RouteExchanges extends Exchanges {

    private static final Logger LOG = LoggerFactory.getLogger(RouteExchanges.class);

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
    void failed(String what, Throwable cause) {
        if (consumer.getExceptionHandler() instanceof BridgeExceptionHandlerToErrorHandler) {
            LOG.warn(what, cause); // the error handler has seen this exchange already
        } else {
            consumer.getExceptionHandler().handleException(what, cause);
        }
    }
}
