package io.pgwal.camel;

import io.pgwal.replication.Change;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultMessage;

/**
 * A change, or a list of them, as a message. Its headers are worked out when somebody asks for them, one by one; once
 * any header is set or removed, or all are looked at, they stand in a map as those of any message.
 */
final class PgWalMessage extends DefaultMessage {

    private static final Set<String> NAMES = Set.copyOf(ChangeHeaders.NAMES);

    private final Source source;
    private final Change change;
    private final int tries;

    /**
     * @param change which the headers are about
     * @param tries  how often it was tried before
     */
    private PgWalMessage(CamelContext context, Source source, Change change, int tries, Object body) {
        super(context);
        this.source = source;
        this.change = change;
        this.tries = tries;
        setBody(body);
    }

    static PgWalMessage of(CamelContext context, Source source, Change change, int tries) {
        return new PgWalMessage(context, source, change, tries, ChangeHeaders.body(change));
    }

    /** The headers are those of the last one. */
    static PgWalMessage of(CamelContext context, Source source, List<Change> changes, int tries) {
        return new PgWalMessage(context, source, changes.get(changes.size() - 1), tries, List.copyOf(changes));
    }

    @Override
    public Object getHeader(String name) {
        if (hasPopulatedHeaders() || !NAMES.contains(name)) {
            return super.getHeader(name); // which also knows the names of ours in other cases
        }
        return ChangeHeaders.value(name, change, source);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getHeader(String name, Class<T> type) {
        if (!hasPopulatedHeaders() && NAMES.contains(name)) {
            Object value = ChangeHeaders.value(name, change, source);
            if (type.isInstance(value)) {
                return (T) value;
            }
        }
        return super.getHeader(name, type);
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> headers) {
        ChangeHeaders.add(headers, change, source);
        if (tries > 0) {
            headers.put(PgWalConstants.REDELIVERY, tries);
        }
    }
}
