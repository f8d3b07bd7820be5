package io.pgwal.examples.scaleout;

import java.time.Duration;
import java.util.Collection;

/**
 * Processor time that has been used so far.
 *
 * @param servers the walsenders
 * @param routes  the routes' JVMs
 * @param broker  this JVM, which has little else to do
 */
record Cpu(Duration servers, Duration routes, Duration broker) {

    static Cpu now(Collection<Long> walsenders, Collection<Process> routes) {
        return new Cpu(
                walsenders.stream()
                        .map(pid -> of(ProcessHandle.of(pid).orElseThrow()))
                        .reduce(Duration.ZERO, Duration::plus),
                routes.stream().map(route -> of(route.toHandle())).reduce(Duration.ZERO, Duration::plus),
                of(ProcessHandle.current()));
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    Cpu since(Cpu before) {
        return new Cpu(servers.minus(before.servers), routes.minus(before.routes), broker.minus(before.broker));
    }
}
