package io.pgwal.examples.scaleout;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.KafkaBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How many changes per second go from a table to a topic: through one slot and one route, and through two slots whose
 * publications share the rows, each with a route in a JVM of its own. On one machine, which they all share.
 */
public final class ScaleOut {

    private static final int PARTITIONS = 4;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    private final DemoServer server;
    private final KafkaBroker broker;
    private final int keys;
    private final int versions;

    ScaleOut(DemoServer server, KafkaBroker broker, int keys, int versions) {
        this.server = server;
        this.broker = broker;
        this.keys = keys;
        this.versions = versions;
    }

    /** Arguments: how many keys, how many changes of each, how many rounds. */
    public static void main(String[] arguments) throws Exception {
        DemoServer.failInOneLine();
        int keys = Integer.parseInt(arguments[0]);
        int versions = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        try (DemoServer server = DemoServer.embedded("logical");
                KafkaBroker broker = KafkaBroker.start()) {
            System.out.printf(
                    "%s; %d keys, %d changes of each, %d processors%n%n",
                    server.describe(), keys, versions, Runtime.getRuntime().availableProcessors());
            new ScaleOut(server, broker, keys, versions).run(rounds, System.out);
        }
    }

    /** @throws IllegalStateException when a topic does not hold each key's changes once and in order */
    void run(int rounds, PrintStream out) throws Exception {
        Map<SetUp, List<Measurement>> measured = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            try (Items items = new Items(server.connect())) {
                items.work(keys, versions);
                items.remember();
                for (SetUp setUp : SetUp.ALL) {
                    Measurement one = drain(items, setUp, "items-" + round + "-" + SetUp.ALL.indexOf(setUp));
                    out.printf("round %d: %s: %d changes per second%n", round, setUp.name(), one.perSecond());
                    measured.computeIfAbsent(setUp, none -> new ArrayList<>()).add(one);
                }
            }
        }
        out.println();
        out.println(Measurement.heading());
        measured.values().forEach(ofOneSetUp -> out.println(Measurement.line(ofOneSetUp)));
    }

    private Measurement drain(Items items, SetUp setUp, String topicName) throws Exception {
        broker.createTopic(topicName, PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
        List<Process> routes = new ArrayList<>();
        try (Topic topic = new Topic(broker.address(), topicName)) {
            for (String slot : setUp.slots()) {
                routes.add(RouteMain.start(server.url(), slot, broker.address(), topicName));
            }
            beginTogether(routes);
            await(routes, () -> topic.records() > 0);
            Cpu before = Cpu.now(items.walsenders(setUp.slots()), routes);
            long changes = (long) keys * versions;
            await(routes, () -> topic.records() >= changes);
            Cpu used = Cpu.now(items.walsenders(setUp.slots()), routes).since(before);
            await(routes, () -> items.isAcknowledged(setUp.slots()));
            return new Measurement(setUp, changes, topic.check(keys, versions), used);
        } finally {
            end(routes);
        }
    }

    /** When each JVM is up, so that none starts at the cost of another that is measured. */
    private static void beginTogether(List<Process> routes) throws IOException {
        for (Process route : routes) {
            if (route.getInputStream().read() != 1) {
                throw new IllegalStateException("A route has ended");
            }
        }
        for (Process route : routes) {
            route.getOutputStream().write(1);
            route.getOutputStream().flush();
        }
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(List<Process> routes, Condition condition) throws SQLException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not drained after " + LONGEST_WAIT.toSeconds() + " s");
            }
            if (!routes.stream().allMatch(Process::isAlive)) {
                throw new IllegalStateException("A route has ended");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /** Each stops its route, which lets go of its slot. */
    private static void end(List<Process> routes) throws IOException, InterruptedException {
        for (Process route : routes) {
            route.getOutputStream().close();
        }
        for (Process route : routes) {
            if (!route.waitFor(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                route.destroyForcibly();
                throw new IllegalStateException("A route does not end");
            }
        }
    }
}
