package io.pgwal.examples.parallelbykey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** For each parcel the steps that were heard of, in the order of hearing. */
final class StepsOfParcels {

    private final int parcels;
    private final int steps;
    private final Map<Integer, List<Integer>> heard = new TreeMap<>();
    private final CountDownLatch missing;
    private long first;
    private long last;

    /** @param steps that each parcel goes, the first being 1 */
    StepsOfParcels(int parcels, int steps) {
        this.parcels = parcels;
        this.steps = steps;
        this.missing = new CountDownLatch(parcels * steps);
    }

    /** By several threads at a time. */
    void heard(Map<?, ?> parcel) {
        synchronized (heard) {
            last = System.nanoTime();
            first = heard.isEmpty() ? last : first;
            heard.computeIfAbsent((Integer) parcel.get("id"), id -> new ArrayList<>())
                    .add((Integer) parcel.get("step"));
        }
        missing.countDown();
    }

    /** Returns when as much was heard as there is, or after a minute. */
    void await() throws InterruptedException {
        if (!missing.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(missing.getCount() + " steps were not heard of within a minute");
        }
    }

    /** From the first that was heard to the last. */
    long millis() {
        synchronized (heard) {
            return TimeUnit.NANOSECONDS.toMillis(last - first);
        }
    }

    int count() {
        synchronized (heard) {
            return heard.values().stream().mapToInt(List::size).sum();
        }
    }

    /** Parcels of which a step is missing, came twice, or came before an earlier one. */
    List<Integer> wrong() {
        List<Integer> right = IntStream.rangeClosed(1, steps).boxed().toList();
        synchronized (heard) {
            return IntStream.rangeClosed(1, parcels)
                    .filter(id -> !right.equals(heard.get(id)))
                    .boxed()
                    .toList();
        }
    }
}
