package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.Change;
import io.pgwal.replication.EventId;
import io.pgwal.replication.Transaction;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** A change as body and headers. Row data goes to bodies and header values, never into header names. */
final class ExchangeFiller {

    private ExchangeFiller() {}

    static void fill(Exchange exchange, Change change) {
        Message message = exchange.getMessage();
        headers(message, change);
        message.setBody(body(change));
    }

    /** Body: the changes; headers: those of the last one. */
    static void fill(Exchange exchange, List<Change> changes) {
        Message message = exchange.getMessage();
        headers(message, changes.get(changes.size() - 1));
        message.setBody(List.copyOf(changes));
    }

    private static Object body(Change change) {
        if (change instanceof Change.RowChange row) {
            return row.row();
        } else if (change instanceof Change.Message message) {
            return message.content();
        } else if (change instanceof Change.Described described) {
            return described.described();
        }
        return null;
    }

    private static void headers(Message message, Change change) {
        message.setHeader(PgWalConstants.KIND, change.kind().name());
        message.setHeader(PgWalConstants.LSN, change.lsn().toString());
        message.setHeader(PgWalConstants.ORDINAL, change.ordinal());
        message.setHeader(PgWalConstants.LAST, change.isLast());
        EventId id = change.eventId().orElse(null);
        if (id != null) {
            message.setHeader(PgWalConstants.EVENT_ID, id.toString());
        }
        Relation relation = change.relation().orElse(null);
        if (relation != null) {
            message.setHeader(PgWalConstants.RELATION, relation.qualifiedName());
            message.setHeader(PgWalConstants.SCHEMA, relation.schema());
            message.setHeader(PgWalConstants.TABLE, relation.name());
        }
        transaction(message, change.transaction());
        change.transaction().traceContext(change.ordinal()).ifPresent(trace -> {
            message.setHeader(PgWalConstants.TRACE_PARENT, trace.traceparent());
            trace.tracestate().ifPresent(state -> message.setHeader(PgWalConstants.TRACE_STATE, state));
        });
        if (change instanceof Change.RowChange row) {
            row(message, row);
        } else if (change instanceof Change.Truncate truncate) {
            message.setHeader(PgWalConstants.CASCADE, truncate.cascade());
            message.setHeader(PgWalConstants.RESTART_IDENTITY, truncate.restartIdentity());
        } else if (change instanceof Change.Message logical) {
            message.setHeader(PgWalConstants.PREFIX, logical.prefix());
        }
    }

    private static void transaction(Message message, Transaction transaction) {
        message.setHeader(PgWalConstants.COMMIT_LSN, transaction.commitLsn().toString());
        transaction.endLsn().map(Lsn::toString).ifPresent(end -> message.setHeader(PgWalConstants.END_LSN, end));
        transaction.xid().ifPresent(xid -> message.setHeader(PgWalConstants.TRANSACTION_ID, xid));
        transaction.commitTime().ifPresent(time -> {
            message.setHeader(PgWalConstants.COMMIT_TIME, time);
            message.setHeader(Exchange.MESSAGE_TIMESTAMP, time.toEpochMilli());
        });
        transaction.origin().ifPresent(origin -> message.setHeader(PgWalConstants.ORIGIN, origin));
        transaction.gid().ifPresent(gid -> message.setHeader(PgWalConstants.GID, gid));
    }

    private static void row(Message message, Change.RowChange change) {
        Row key = change.row().key();
        if (!key.isEmpty()) {
            message.setHeader(PgWalConstants.KEY, key);
        }
        change.before().ifPresent(before -> message.setHeader(PgWalConstants.BEFORE, before));
        List<String> unchanged = change.row().unchanged();
        if (!unchanged.isEmpty()) {
            message.setHeader(PgWalConstants.UNCHANGED, unchanged);
        }
    }
}
