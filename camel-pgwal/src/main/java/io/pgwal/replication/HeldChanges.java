package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.util.ArrayDeque;
import java.util.Set;

/**
 * Counts and holds back the changes of the transaction that is being put together, until its end is known.
 *
 * <p>Of a transaction larger than {@link #MOST} changes or {@link #MOST_BYTES} the oldest are let go before, so memory
 * stays bounded: it has committed, PostgreSQL sends it afterwards.
 */
final class HeldChanges {

    static final int MOST = 1024;
    static final int MOST_BYTES = 1 << 20;

    private final Set<Kind> kinds;
    private final TransactionAssembler.Output output;
    private final ArrayDeque<Change> held = new ArrayDeque<>();
    private long bytes;
    private long ordinal;

    /** @param kinds what is handed over; the rest is counted only */
    HeldChanges(Set<Kind> kinds, TransactionAssembler.Output output) {
        this.kinds = kinds;
        this.output = output;
    }

    boolean wants(Kind kind) {
        return kinds.contains(kind);
    }

    /** Of the next change. */
    long ordinal() {
        return ordinal;
    }

    void begin() {
        ordinal = 0;
    }

    /** One that takes an ordinal, whether it is wanted or not: event ids do not depend on {@code kinds}. */
    void count(Change change) {
        ordinal++;
        add(change);
    }

    /** One that is counted though there is nothing to hand over. */
    void countUnseen() {
        ordinal++;
    }

    /** One that takes no ordinal. */
    void add(Change change) {
        if (!wants(change.kind())) {
            return;
        }
        held.add(change);
        bytes += change.bytes();
        while (held.size() > 1 && (held.size() > MOST || bytes > MOST_BYTES)) {
            letGo();
        }
    }

    void end(Transaction transaction, Lsn end) {
        transaction.end(end, held.peekLast());
        while (!held.isEmpty()) {
            letGo();
        }
    }

    private void letGo() {
        Change oldest = held.remove();
        bytes -= oldest.bytes();
        output.change(oldest);
    }
}
