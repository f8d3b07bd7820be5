package io.pgwal.benchmarks;

/**
 * One consumer draining one slot once.
 *
 * @param changes      row changes that were seen
 * @param complete     all were seen; if not, it was stopped after its time
 * @param micros       from START_REPLICATION (the server's note) to the last change seen
 * @param firstMicros  from there to the first change; -1 when it is not known
 * @param cpuMicros    of the consumer: a JVM's without its own start, a process's from its start
 * @param walsenderCpuMicros of the process that serves it
 * @param otherCpuMicros of everything else on the machine meanwhile: foreign load
 * @param peakKib      most resident memory, in KiB
 * @param gcCount      garbage collections of a JVM; -1 for none
 * @param gcMillis     and their time
 * @param allocated    bytes on the heap; -1 when it is not known
 * @param acknowledged the slot was confirmed to the end of the workload when the consumer had gone
 */
record Run(
        Workload workload,
        String consumer,
        int round,
        long changes,
        boolean complete,
        long micros,
        long firstMicros,
        long cpuMicros,
        long walsenderCpuMicros,
        long otherCpuMicros,
        long peakKib,
        long gcCount,
        long gcMillis,
        long allocated,
        boolean acknowledged) {

    /** Changes in a second. */
    double rate() {
        return changes * 1e6 / micros;
    }

    double cpuPerChange() {
        return (double) cpuMicros / changes;
    }

    double walsenderCpuPerChange() {
        return (double) walsenderCpuMicros / changes;
    }

    /** Processors that were busy with something else, on average. */
    double otherLoad() {
        return (double) otherCpuMicros / micros;
    }
}
