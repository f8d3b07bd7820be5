package io.pgwal.camel;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The exchanges of a consumer that have failed and are to be tried again. Safe for any threads. */
final class FailingExchanges {

    private final Set<FailingExchange> all = ConcurrentHashMap.newKeySet();

    void add(FailingExchange failing) {
        all.add(failing);
    }

    /** It succeeded, was skipped or was taken apart. @param failing null for one that never failed */
    void remove(FailingExchange failing) {
        if (failing != null) {
            all.remove(failing);
        }
    }

    /** Forgets those of connections that are gone: their changes are redelivered. */
    void keepOnly(long epoch) {
        all.removeIf(failing -> failing.parcel().epoch() != epoch);
    }

    int count() {
        return all.size();
    }

    Optional<FailingExchange> oldest() {
        return all.stream().min(Comparator.comparing(FailingExchange::since));
    }

    /** The one that holds the change with this event id. */
    Optional<FailingExchange> of(String eventId) {
        return all.stream().filter(failing -> failing.parcel().holds(eventId)).findFirst();
    }
}
