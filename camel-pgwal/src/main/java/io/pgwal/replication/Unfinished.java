package io.pgwal.replication;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Which transaction has been waiting longest, for those who want to know how far behind the route is. Session's thread
 * only; one for each connection.
 */
final class Unfinished {

    /** What is known of it; empty when nothing waits, and each by itself when it was not handed over or has no time. */
    record Oldest(Optional<Instant> handedOver, Optional<Instant> commit) {
        static final Oldest NONE = new Oldest(Optional.empty(), Optional.empty());
    }

    private final ArrayDeque<Transaction> inCommitOrder = new ArrayDeque<>();

    void begin(Transaction transaction) {
        forgetFinished();
        inCommitOrder.add(transaction);
    }

    Oldest oldest() {
        forgetFinished();
        Transaction first = inCommitOrder.peek();
        return first == null
                ? Oldest.NONE
                : new Oldest(Optional.ofNullable(first.unit().handedOver()), first.commitTime());
    }

    private void forgetFinished() {
        Transaction first = inCommitOrder.peek();
        while (first != null && first.unit().ticket().isDone()) {
            inCommitOrder.remove();
            first = inCommitOrder.peek();
        }
    }
}
