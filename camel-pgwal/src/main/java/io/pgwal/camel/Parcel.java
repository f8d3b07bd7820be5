package io.pgwal.camel;

import io.pgwal.replication.Change;
import io.pgwal.replication.Delivery;
import java.util.List;

/**
 * What goes into one exchange. Each is equal to itself only: a comparison by what is in it would decode whole rows.
 *
 * @param deliveries one for each change
 * @param epoch      of the connection it came by
 * @param tries      how often it was tried before
 * @param failing    what is known of its earlier tries; null at the first
 */
record Parcel(List<Change> changes, List<Delivery> deliveries, long epoch, int tries, FailingExchange failing) {

    /** That was not tried yet. */
    Parcel(List<Change> changes, List<Delivery> deliveries, long epoch) {
        this(changes, deliveries, epoch, 0, null);
    }

    /** All of them as one; they are of one connection. */
    static Parcel of(List<Parcel> parcels) {
        return new Parcel(
                parcels.stream().flatMap(parcel -> parcel.changes.stream()).toList(),
                parcels.stream().flatMap(parcel -> parcel.deliveries.stream()).toList(),
                parcels.get(0).epoch);
    }

    Parcel again(FailingExchange known) {
        return new Parcel(changes, deliveries, epoch, tries + 1, known);
    }

    /** Both halves, in order, each to be tried by itself. Of two changes at least. */
    List<Parcel> halves(FailingExchange known) {
        int middle = changes.size() / 2;
        return List.of(part(0, middle, known), part(middle, changes.size(), known));
    }

    private Parcel part(int from, int to, FailingExchange known) {
        return new Parcel(changes.subList(from, to), deliveries.subList(from, to), epoch, tries + 1, known.part());
    }

    /** An operator has asked to skip it. */
    boolean isToSkip() {
        return failing != null && failing.isToSkip();
    }

    /** It waits before this try. */
    boolean isDelayed() {
        return tries > 0 && !failing.isPart();
    }

    boolean holds(String eventId) {
        return changes.stream().anyMatch(change -> change.eventId()
                .filter(id -> id.toString().equals(eventId))
                .isPresent());
    }

    void succeeded() {
        deliveries.forEach(Delivery::succeeded);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** For a log line: which event, never what is in it. */
    @Override
    public String toString() {
        String last = name(changes.get(changes.size() - 1));
        return changes.size() == 1 ? last : changes.size() + " changes from " + name(changes.get(0)) + " to " + last;
    }

    /** Which event, never what is in it. */
    static String name(Change change) {
        return change.kind()
                + change.relation()
                        .map(relation -> " of " + relation.qualifiedName())
                        .orElse("")
                + " at " + change.lsn()
                + change.eventId().map(id -> " (event " + id + ")").orElse("");
    }
}
