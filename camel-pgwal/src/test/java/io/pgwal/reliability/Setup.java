package io.pgwal.reliability;

import java.util.List;

/**
 * How a history's consumer is set up.
 *
 * @param options of the endpoint, on top of where it connects
 * @param since   the major that it needs
 */
record Setup(String name, String options, int since) {

    private static final List<Setup> ALL = List.of(
            new Setup("4 lanes by key", "concurrentConsumers=4&ordering=key", 14),
            new Setup("transactions", "exchangePer=transaction&batchSize=300", 14),
            new Setup(
                    "batches of 4 lanes", "exchangePer=batch&batchSize=50&batchInterval=20&concurrentConsumers=4", 14),
            new Setup("one by one, binary", "binary=true&maxInFlight=100", 14),
            new Setup("batches", "exchangePer=batch&batchSize=200&batchInterval=20&binary=true", 14),
            new Setup("transactions in 4 lanes", "exchangePer=transaction&concurrentConsumers=4&ordering=key", 14),
            new Setup("streamed, 4 lanes", streaming("on", 4096) + "&concurrentConsumers=4", 14),
            new Setup("prepared, 4 lanes", "twoPhase=true&concurrentConsumers=4", 15),
            new Setup("streamed in parallel", streaming("parallel", 100_000) + "&binary=true", 16),
            new Setup("streamed and prepared", streaming("on", 20_000) + "&twoPhase=true", 15));

    /** All but small transactions are sent while they are in progress, and spill. Nothing is streamed with messages. */
    static String streaming(String how, int memory) {
        return "driver.options=RAW(-c logical_decoding_work_mem=64kB)&messages=false&maxTransactionMemory=" + memory
                + "&streaming=" + how;
    }

    /** The next one of all that the major knows. */
    static Setup of(int major, int number) {
        List<Setup> known = ALL.stream().filter(setup -> setup.since <= major).toList();
        return known.get(Math.floorMod(major + number, known.size()));
    }

    boolean isTwoPhase() {
        return options.contains("twoPhase=true");
    }
}
