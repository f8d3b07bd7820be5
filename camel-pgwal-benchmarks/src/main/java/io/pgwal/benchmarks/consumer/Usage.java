package io.pgwal.benchmarks.consumer;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What this JVM has used so far.
 *
 * @param cpu       nanoseconds
 * @param allocated bytes, by the threads that live; those that have ended are not counted
 */
record Usage(long cpu, long allocated, long gcCount, long gcMillis) {

    static Usage now() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
        long count = 0;
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += collector.getCollectionCount();
            millis += collector.getCollectionTime();
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Usage(system.getProcessCpuTime(), allocated, count, millis);
    }

    Usage since(Usage before) {
        return new Usage(
                cpu - before.cpu, allocated - before.allocated, gcCount - before.gcCount, gcMillis - before.gcMillis);
    }
}
