package io.pgwal.replication;

import io.pgwal.protocol.Lsn;

/**
 * Answers one question: up to where may the slot be confirmed?
 *
 * <p>Invariant: never beyond the end of a unit that is not acknowledged, in the order in which the server sent them;
 * never backwards; never a position that the server did not send. Pure bookkeeping: no I/O, clock or lock. Owned by the
 * session's thread, not thread-safe.
 *
 * <p>Units are a linked list in commit order. Done neighbours become one, of which only the later end matters, so the list
 * is at most twice as long as there are unfinished units, plus one, however many were acknowledged behind them.
 */
final class AckTracker {

    private Unit first;
    private Unit last;
    private int length;
    private Lsn confirmable;

    /** @param confirmed what an earlier connection had come to; 0/0 when there was none */
    AckTracker(Lsn confirmed) {
        this.confirmable = confirmed;
    }

    /** The next unit begins. @return the unit */
    Unit open(Unit unit) {
        unit.before = last;
        if (last == null) {
            first = unit;
        } else {
            last.after = unit;
        }
        last = unit;
        length++;
        return unit;
    }

    /** The unit's end has arrived. @param end as the server says it, never computed */
    void close(Unit unit, Lsn end) {
        unit.end = end;
        settle(unit);
    }

    /** The unit is done with. Any order, and again without effect. */
    void acknowledge(Unit unit) {
        if (!unit.acknowledged) {
            unit.acknowledged = true;
            settle(unit);
        }
    }

    /** A keepalive says that all which committed before {@code serverEnd} was sent. */
    void idleAt(Lsn serverEnd) {
        if (first == null) {
            confirmable = Lsn.max(confirmable, serverEnd);
        }
    }

    Lsn confirmable() {
        return confirmable;
    }

    /** The unit that holds the position; null when none does. */
    Unit oldest() {
        return first;
    }

    /** Entries in the list: units that are not done, and at most one more between two of them and at the end. */
    int length() {
        return length;
    }

    private void settle(Unit unit) {
        if (!unit.isDone()) {
            return;
        }
        if (unit.after != null && unit.after.isDone()) {
            absorbNext(unit);
        }
        if (unit.before == null) {
            confirmable = Lsn.max(confirmable, unit.end);
            remove(unit);
        } else if (unit.before.isDone()) {
            absorbNext(unit.before);
        }
    }

    private void absorbNext(Unit unit) {
        unit.end = Lsn.max(unit.end, unit.after.end);
        remove(unit.after);
    }

    /** Cuts its links too: whoever keeps its receipt must not keep its neighbours. */
    private void remove(Unit unit) {
        if (unit.before == null) {
            first = unit.after;
        } else {
            unit.before.after = unit.after;
        }
        if (unit.after == null) {
            last = unit.before;
        } else {
            unit.after.before = unit.before;
        }
        unit.before = null;
        unit.after = null;
        length--;
    }
}
