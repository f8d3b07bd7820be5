package io.pgwal.replication;

import java.io.Serializable;
import java.util.Optional;

/**
 * Which trace a transaction belongs to, as its writer said in a logical message. The fields are those of W3C Trace
 * Context, checked: anybody may write logical messages.
 *
 * @param traceparent version, trace id, id of the parent span and flags, such as
 *                    {@code 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01}
 * @param tracestate  what tracing systems say of it to each other
 */
public record TraceContext(String traceparent, Optional<String> tracestate) implements Serializable {

    /** An Optional is not serializable. */
    private Object writeReplace() {
        return new Serialized(traceparent, tracestate.orElse(null));
    }

    /** @param tracestate null when there is none */
    private record Serialized(String traceparent, String tracestate) implements Serializable {
        private Object readResolve() {
            return new TraceContext(traceparent, Optional.ofNullable(tracestate));
        }
    }
}
