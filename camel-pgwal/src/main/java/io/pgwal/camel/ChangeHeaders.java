package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.Change;
import io.pgwal.replication.EventId;
import io.pgwal.replication.TraceContext;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * What the headers of a change say, one by one, and what its body is. Row data goes into header values, never into
 * header names.
 */
public final class ChangeHeaders {

    /** All that there can be, each for itself absent where it does not apply. */
    public static final List<String> NAMES = List.of(
            PgWalConstants.KIND,
            PgWalConstants.LSN,
            PgWalConstants.ORDINAL,
            PgWalConstants.LAST,
            PgWalConstants.EVENT_ID,
            PgWalConstants.RELATION,
            PgWalConstants.SCHEMA,
            PgWalConstants.TABLE,
            PgWalConstants.COMMIT_LSN,
            PgWalConstants.END_LSN,
            PgWalConstants.TRANSACTION_ID,
            PgWalConstants.COMMIT_TIME,
            PgWalConstants.ORIGIN,
            PgWalConstants.GID,
            PgWalConstants.KEY,
            PgWalConstants.BEFORE,
            PgWalConstants.UNCHANGED,
            PgWalConstants.CASCADE,
            PgWalConstants.RESTART_IDENTITY,
            PgWalConstants.TRUNCATED,
            PgWalConstants.PREFIX,
            PgWalConstants.TRACE_PARENT,
            PgWalConstants.TRACE_STATE,
            PgWalConstants.DATABASE,
            PgWalConstants.SLOT,
            Exchange.MESSAGE_TIMESTAMP);

    private ChangeHeaders() {}

    /** Row, content of a message, or description of a table; null for what has none of them. */
    public static Object body(Change change) {
        if (change instanceof Change.RowChange row) {
            return row.row();
        } else if (change instanceof Change.Message message) {
            return message.content();
        } else if (change instanceof Change.Described described) {
            return described.described();
        }
        return null;
    }

    /**
     * All headers of a change, such as a test gives to an exchange of its own.
     *
     * @return by name, in the order of {@link #NAMES}
     */
    public static Map<String, Object> of(Change change, Source source) {
        Map<String, Object> headers = new LinkedHashMap<>();
        add(headers, change, source);
        return headers;
    }

    static void add(Map<String, Object> headers, Change change, Source source) {
        for (String name : NAMES) {
            Object value = value(name, change, source);
            if (value != null) {
                headers.put(name, value);
            }
        }
    }

    /** Null when the change has no such header. */
    public static Object value(String name, Change change, Source source) {
        return switch (name) {
            case PgWalConstants.KIND -> change.kind().name();
            case PgWalConstants.LSN -> change.lsn().toString();
            case PgWalConstants.ORDINAL -> change.ordinal();
            case PgWalConstants.LAST -> change.isLast();
            case PgWalConstants.EVENT_ID ->
                change.eventId().map(EventId::toString).orElse(null);
            case PgWalConstants.RELATION ->
                change.relation().map(Relation::qualifiedName).orElse(null);
            case PgWalConstants.SCHEMA ->
                change.relation().map(Relation::schema).orElse(null);
            case PgWalConstants.TABLE -> change.relation().map(Relation::name).orElse(null);
            case PgWalConstants.COMMIT_LSN -> change.transaction().commitLsn().toString();
            case PgWalConstants.END_LSN ->
                change.transaction().endLsn().map(Lsn::toString).orElse(null);
            case PgWalConstants.TRANSACTION_ID -> transactionId(change);
            case PgWalConstants.COMMIT_TIME -> change.transaction().commitTime().orElse(null);
            case Exchange.MESSAGE_TIMESTAMP ->
                change.transaction().commitTime().map(Instant::toEpochMilli).orElse(null);
            case PgWalConstants.ORIGIN -> change.transaction().origin().orElse(null);
            case PgWalConstants.GID -> change.transaction().gid().orElse(null);
            case PgWalConstants.TRACE_PARENT ->
                trace(change).map(TraceContext::traceparent).orElse(null);
            case PgWalConstants.TRACE_STATE ->
                trace(change).flatMap(TraceContext::tracestate).orElse(null);
            case PgWalConstants.DATABASE -> source.database();
            case PgWalConstants.SLOT -> source.slot();
            default -> ofItsKind(name, change);
        };
    }

    private static Optional<TraceContext> trace(Change change) {
        return change.transaction().traceContext(change.ordinal());
    }

    private static Long transactionId(Change change) {
        return change.transaction().xid().isPresent()
                ? change.transaction().xid().getAsLong()
                : null;
    }

    private static Object ofItsKind(String name, Change change) {
        if (change instanceof Change.RowChange row) {
            return ofRow(name, row);
        } else if (change instanceof Change.Truncate truncate) {
            return switch (name) {
                case PgWalConstants.CASCADE -> truncate.cascade();
                case PgWalConstants.RESTART_IDENTITY -> truncate.restartIdentity();
                case PgWalConstants.TRUNCATED ->
                    truncate.statement().stream().map(Relation::qualifiedName).toList();
                default -> null;
            };
        } else if (change instanceof Change.Message message && name.equals(PgWalConstants.PREFIX)) {
            return message.prefix();
        }
        return null;
    }

    private static Object ofRow(String name, Change.RowChange change) {
        return switch (name) {
            case PgWalConstants.KEY -> {
                Row key = change.row().key();
                yield key.isEmpty() ? null : key;
            }
            case PgWalConstants.BEFORE -> change.before().orElse(null);
            case PgWalConstants.UNCHANGED -> {
                List<String> unchanged = change.row().unchanged();
                yield unchanged.isEmpty() ? null : unchanged;
            }
            default -> null;
        };
    }
}
