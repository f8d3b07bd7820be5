package io.pgwal.camel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exchanges that the route has let go of and that somebody else has: seda, threads. Some never come back (a full seda
 * queue with discardWhenFull): they hold the position, and somebody has to know. No clock of its own; safe for any
 * threads.
 */
final class HandedOver {

    /** Both of {@link System#nanoTime}. */
    private record Times(long since, long named) {}

    /** @param since of {@link System#nanoTime} */
    record Waiting(Parcel parcel, long since) {}

    private final long patienceNanos;
    private final Map<Parcel, Times> since = new ConcurrentHashMap<>();

    /** @param patienceNanos after so long an exchange is overdue, and again after so long */
    HandedOver(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    void add(Parcel parcel, long now) {
        since.put(parcel, new Times(now, now));
    }

    /** @return false when it is not among them, or not any more */
    boolean remove(Parcel parcel) {
        return since.remove(parcel) != null;
    }

    /** Forgets those of connections that are gone. @return how many */
    int keepOnly(long epoch) {
        int forgotten = 0;
        for (Parcel parcel : since.keySet()) {
            if (parcel.epoch() != epoch && remove(parcel)) {
                forgotten++;
            }
        }
        return forgotten;
    }

    int count() {
        return since.size();
    }

    /** The one that is waited for longest. */
    Optional<Waiting> oldest(long now) {
        return since.entrySet().stream()
                .map(entry -> new Waiting(entry.getKey(), entry.getValue().since()))
                .min(Comparator.comparingLong(waiting -> waiting.since() - now));
    }

    /** Those that are overdue since they were last named here. */
    List<Parcel> overdue(long now) {
        List<Parcel> overdue = new ArrayList<>();
        since.forEach((parcel, times) -> {
            if (now - times.named() >= patienceNanos && since.replace(parcel, times, new Times(times.since(), now))) {
                overdue.add(parcel);
            }
        });
        return overdue;
    }
}
