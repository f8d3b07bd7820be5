package io.pgwal.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.UnitOfWork;
import org.slf4j.MDC;

/**
 * Log lines of threads that are none of a pool say which route they are of, when Camel puts that into the MDC. Pools get
 * it from Camel, by their source.
 */
final class RouteMdc {

    private RouteMdc() {}

    static Runnable around(PgWalConsumer consumer, Runnable work) {
        CamelContext context = consumer.getEndpoint().getCamelContext();
        if (!Boolean.TRUE.equals(context.isUseMDCLogging()) || consumer.getRouteId() == null) {
            return work;
        }
        return () -> {
            MDC.put(UnitOfWork.MDC_CAMEL_CONTEXT_ID, context.getName());
            MDC.put(UnitOfWork.MDC_ROUTE_ID, consumer.getRouteId());
            work.run(); // the thread ends with it, and its MDC
        };
    }
}
