package io.pgwal.replication;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The trace contexts of one transaction, each from a change on until the next. The newest only: a transaction may hold any
 * number of messages, and what has left the session is a few thousand changes behind at most. The session's thread adds,
 * any thread asks.
 */
final class TraceContexts implements Serializable {

    private static final long serialVersionUID = 1L;

    static final int MOST = 10_000;

    private final ConcurrentSkipListMap<Long, TraceContext> byFirstChange = new ConcurrentSkipListMap<>();
    private int count;

    void add(long ordinal, TraceContext context) {
        if (byFirstChange.put(ordinal, context) == null && ++count > MOST) {
            byFirstChange.pollFirstEntry();
            count--;
        }
    }

    /** That of a change; empty for one before all of them. */
    Optional<TraceContext> at(long ordinal) {
        return Optional.ofNullable(byFirstChange.floorEntry(ordinal)).map(Map.Entry::getValue);
    }
}
