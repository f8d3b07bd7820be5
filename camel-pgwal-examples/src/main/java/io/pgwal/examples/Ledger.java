package io.pgwal.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the workload committed and what the route saw, kept apart and compared at the end. */
public final class Ledger {

    /**
     * @param missing    committed, and never seen
     * @param unexpected seen, and never committed
     */
    public record Balance(int sent, int seen, int twice, int missing, int unexpected, boolean inOrder) {

        public boolean isRight() {
            return twice == 0 && missing == 0 && unexpected == 0 && inOrder;
        }

        @Override
        public String toString() {
            return sent + " changes sent by the workload, " + seen + " seen by the route"
                    + (inOrder ? " in commit order, " : " OUT OF ORDER, ") + twice + " seen twice, " + missing
                    + " missing, " + unexpected + " that were never committed";
        }
    }

    private final List<String> sent = new ArrayList<>();
    private final Map<String, String> seen = new LinkedHashMap<>();
    private int twice;

    public synchronized void sent(List<String> changes) {
        sent.addAll(changes);
    }

    /** @param eventId the same when the same change comes again */
    public synchronized void seen(String eventId, String change) {
        if (seen.putIfAbsent(eventId, change) != null) {
            twice++;
        }
        notifyAll();
    }

    public synchronized int sentCount() {
        return sent.size();
    }

    /** Returns when as much was seen as was sent, or after this time. */
    public synchronized void awaitAllSeen(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis(); seen.size() < sent.size() && left > 0; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    public synchronized Balance balance() {
        List<String> order = List.copyOf(seen.values());
        return new Balance(
                sent.size(),
                seen.size() + twice,
                twice,
                without(sent, order).size(),
                without(order, sent).size(),
                sent.equals(order));
    }

    private static List<String> without(List<String> all, List<String> some) {
        List<String> rest = new ArrayList<>(all);
        some.forEach(rest::remove);
        return rest;
    }
}
