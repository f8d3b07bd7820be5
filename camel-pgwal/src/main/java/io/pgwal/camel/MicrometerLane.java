package io.pgwal.camel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.pgwal.replication.Arrival;
import io.pgwal.replication.Change;
import io.pgwal.replication.Kind;
import io.pgwal.values.Relation;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times what one lane takes through the route. A change costs a comparison and an increment: the counters of
 * the relation that came last are at hand. Clocks are read for timed transactions only, of which there are at most a
 * thousand in a second. The lane's thread.
 */
final class MicrometerLane implements LaneMeter {

    /** Relations are described anew by each connection. */
    private static final int MOST = 10_000;

    private final MicrometerMeters meters;
    private final Map<Relation, Counter[]> counters = new IdentityHashMap<>();
    private final Timer server;
    private final Timer network;
    private final Timer queue;
    private final Timer route;
    private Relation last;
    private Counter[] ofLast;

    MicrometerLane(MicrometerMeters meters) {
        this.meters = meters;
        this.server = meters.lag(MicrometerMeters.Stage.SERVER);
        this.network = meters.lag(MicrometerMeters.Stage.NETWORK);
        this.queue = meters.lag(MicrometerMeters.Stage.QUEUE);
        this.route = meters.lag(MicrometerMeters.Stage.ROUTE);
        this.ofLast = of(null);
    }

    @Override
    public Timing starts(Parcel parcel) {
        if (parcel.tries() > 0) {
            return null;
        }
        Arrival arrival = null;
        List<Change> changes = parcel.changes();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            count(change);
            arrival = arrival == null ? change.transaction().takeArrival() : arrival;
        }
        return arrival == null ? null : timing(arrival, System.nanoTime());
    }

    private void count(Change change) {
        Relation relation = change.relation().orElse(null);
        if (relation != last) {
            ofLast = of(relation);
            last = relation;
        }
        int kind = change.kind().ordinal();
        Counter counter = ofLast[kind];
        if (counter == null) {
            counter = meters.changes(
                    change.kind(), relation == null ? MicrometerMeters.NO_RELATION : relation.qualifiedName());
            ofLast[kind] = counter;
        }
        counter.increment();
    }

    private Counter[] of(Relation relation) {
        if (counters.size() >= MOST) {
            counters.clear();
        }
        return counters.computeIfAbsent(relation, one -> new Counter[Kind.values().length]);
    }

    private Timing timing(Arrival arrival, long created) {
        return () -> {
            long completed = System.nanoTime();
            server.record(arrival.server());
            network.record(arrival.network());
            queue.record(created - arrival.receivedNanos(), TimeUnit.NANOSECONDS);
            route.record(completed - created, TimeUnit.NANOSECONDS);
        };
    }
}
