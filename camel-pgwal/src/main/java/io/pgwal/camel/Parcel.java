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
 */
record Parcel(List<Change> changes, List<Delivery> deliveries, long epoch, int tries) {

    /** All of them as one; they are of one connection. */
    static Parcel of(List<Parcel> parcels) {
        return new Parcel(
                parcels.stream().flatMap(parcel -> parcel.changes.stream()).toList(),
                parcels.stream().flatMap(parcel -> parcel.deliveries.stream()).toList(),
                parcels.get(0).epoch,
                0);
    }

    Parcel again() {
        return new Parcel(changes, deliveries, epoch, tries + 1);
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
        Change last = changes.get(changes.size() - 1);
        return last.kind()
                + last.relation()
                        .map(relation -> " of " + relation.qualifiedName())
                        .orElse("")
                + " at " + last.lsn()
                + last.eventId().map(id -> " (event " + id + ")").orElse("");
    }
}
