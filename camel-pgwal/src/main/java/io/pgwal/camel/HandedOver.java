package io.pgwal.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exchanges that the route has let go of and that somebody else has: seda, threads. Some never come back (a full seda
 * queue with discardWhenFull): they hold the position, and somebody has to know. No clock of its own; safe for any
 * threads.
 */
final class HandedOver {

    private final long patienceNanos;
    private final Map<Parcel, Long> since = new ConcurrentHashMap<>();

    /** @param patienceNanos after so long an exchange is overdue, and again after so long */
    HandedOver(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    void add(Parcel parcel, long now) {
        since.put(parcel, now);
    }

    void remove(Parcel parcel) {
        since.remove(parcel);
    }

    /** Forgets those of connections that are gone. */
    void keepOnly(long epoch) {
        since.keySet().removeIf(parcel -> parcel.epoch() != epoch);
    }

    int count() {
        return since.size();
    }

    /** Those that are overdue since they were last named here. */
    List<Parcel> overdue(long now) {
        List<Parcel> overdue = new ArrayList<>();
        since.forEach((parcel, from) -> {
            if (now - from >= patienceNanos && since.replace(parcel, from, now)) {
                overdue.add(parcel);
            }
        });
        return overdue;
    }
}
