package io.pgwal.camel;

import io.pgwal.replication.Change;
import java.util.ArrayDeque;
import java.util.List;

/** The changes of a consumer that were acknowledged without having been processed. Safe for any threads. */
final class SkippedChanges {

    private static final int KEPT = 100;

    private final ArrayDeque<String> newest = new ArrayDeque<>();
    private long count;

    synchronized void add(List<Change> changes) {
        count += changes.size();
        for (Change change : changes) {
            newest.add(Parcel.name(change));
            if (newest.size() > KEPT) {
                newest.remove();
            }
        }
    }

    synchronized long count() {
        return count;
    }

    /** Names of the newest 100, oldest first. */
    synchronized List<String> newest() {
        return List.copyOf(newest);
    }
}
