package io.pgwal.camel;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.TagConstants;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;

/**
 * What Camel's tracing says of an exchange of this component, in the names of OpenTelemetry's conventions for databases
 * where there are any. Never row data. Found by camel-telemetry as a service.
 */
public class PgWalSpanDecorator extends AbstractSpanDecorator {

    static final String NAMESPACE = "db.namespace";
    static final String COLLECTION = "db.collection.name";
    static final String OPERATION = "db.operation.name";
    static final String SLOT = "pgwal.slot";
    static final String LSN = "pgwal.lsn";
    static final String EVENT_ID = "pgwal.event.id";

    @Override
    public String getComponent() {
        return "pgwal";
    }

    @Override
    public String getComponentClassName() {
        return PgWalComponent.class.getName();
    }

    /** Such as "INSERT public.orders": few, and what it is about. */
    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        String kind = header(exchange, PgWalConstants.KIND);
        if (!isFrom(exchange, endpoint) || kind == null) {
            return super.getOperationName(exchange, endpoint);
        }
        String relation = header(exchange, PgWalConstants.RELATION);
        return relation == null ? kind : kind + " " + relation;
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        super.beforeTracingEvent(span, exchange, endpoint);
        span.setTag(TagConstants.DB_SYSTEM, "postgresql");
        if (endpoint instanceof PgWalEndpoint own) {
            span.setTag(SLOT, own.getConfiguration().getSlot());
            tag(span, NAMESPACE, own.getServiceMetadata().get("database"));
        }
        if (isFrom(exchange, endpoint)) {
            tag(span, OPERATION, header(exchange, PgWalConstants.KIND));
            tag(span, COLLECTION, header(exchange, PgWalConstants.RELATION));
            tag(span, LSN, header(exchange, PgWalConstants.LSN));
            tag(span, EVENT_ID, header(exchange, PgWalConstants.EVENT_ID));
        }
    }

    /** Else it is sent to the endpoint, and its headers may be of another one. */
    private static boolean isFrom(Exchange exchange, Endpoint endpoint) {
        return exchange.getFromEndpoint() == endpoint;
    }

    private static String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }

    private static void tag(Span span, String name, String value) {
        if (value != null) {
            span.setTag(name, value);
        }
    }
}
