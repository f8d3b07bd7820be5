package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.util.ArrayDeque;

/**
 * Answers one question: up to where may the slot be confirmed?
 *
 * <p>Invariant: never beyond the end of a unit that is not acknowledged, in the order in which the server sent them;
 * never backwards; never a position that the server did not send. Pure bookkeeping: no I/O, clock or lock. Owned by the
 * session's thread, not thread-safe.
 */
final class AckTracker {

    /** A unit's place in commit order. */
    static final class Ticket {
        private Lsn end;
        private boolean acknowledged;

        private Ticket() {}

        /** It no longer holds the position itself; what is before it may. */
        boolean isDone() {
            return acknowledged && end != null;
        }
    }

    private final ArrayDeque<Ticket> inCommitOrder = new ArrayDeque<>();
    private Lsn confirmable;

    /** @param confirmed what an earlier connection had come to; 0/0 when there was none */
    AckTracker(Lsn confirmed) {
        this.confirmable = confirmed;
    }

    /** The next unit begins. */
    Ticket open() {
        Ticket ticket = new Ticket();
        inCommitOrder.add(ticket);
        return ticket;
    }

    /** The unit's end has arrived. @param end as the server says it, never computed */
    void close(Ticket ticket, Lsn end) {
        ticket.end = end;
        advance();
    }

    /** The unit is done with. Any order, and again without effect. */
    void acknowledge(Ticket ticket) {
        ticket.acknowledged = true;
        advance();
    }

    /** A keepalive says that all which committed before {@code serverEnd} was sent. */
    void idleAt(Lsn serverEnd) {
        if (inCommitOrder.isEmpty()) {
            confirmable = Lsn.max(confirmable, serverEnd);
        }
    }

    Lsn confirmable() {
        return confirmable;
    }

    /** Units that hold the position, acknowledged ones behind them included. */
    int held() {
        return inCommitOrder.size();
    }

    private void advance() {
        Ticket first = inCommitOrder.peek();
        while (first != null && first.isDone()) {
            confirmable = Lsn.max(confirmable, first.end);
            inCommitOrder.remove();
            first = inCommitOrder.peek();
        }
    }
}
