package io.pgwal.reliability;

import java.util.ArrayList;
import java.util.List;

/** How a history's consumer is set up: options of the endpoint on top of where it connects. */
record Setup(String name, String options) {

    private static final List<Setup> ALL = List.of(
            new Setup("4 lanes by key", "concurrentConsumers=4&ordering=key"),
            new Setup("transactions", "exchangePer=transaction&batchSize=300"),
            new Setup("batches of 4 lanes", "exchangePer=batch&batchSize=50&batchInterval=20&concurrentConsumers=4"),
            new Setup("one by one, binary", "binary=true&maxInFlight=100"),
            new Setup("batches", "exchangePer=batch&batchSize=200&batchInterval=20&binary=true"),
            new Setup("transactions in 4 lanes", "exchangePer=transaction&concurrentConsumers=4&ordering=key"));

    /** The next one of all that the major knows. */
    static Setup of(int major, int number) {
        List<Setup> known = new ArrayList<>(ALL);
        return known.get(Math.floorMod(major + number, known.size()));
    }
}
