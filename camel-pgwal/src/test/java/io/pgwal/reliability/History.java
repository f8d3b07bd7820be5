package io.pgwal.reliability;

import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.reliability.FlakyProxy.Way;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.io.FileUtils;
import org.awaitility.core.ConditionTimeoutException;

/** A workload, a consumer and faults at random points, all from one seed; at its end the checker compares. */
final class History implements AutoCloseable {

    /** @param faults how many of each kind there were */
    record Outcome(Findings findings, Map<Fault, Integer> faults, int runs, Duration took) {}

    private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(90);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);
    private static final Map<String, String> SETTINGS = Map.of("wal_sender_timeout", "3s");

    private final long seed;
    private final Random random;
    private final Path folder;
    private final EmbeddedPgServer server;
    private final TestDatabase database;
    private final FlakyProxy proxy;
    private final ConsumerProcess consumer;
    private final String options;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

    History(int major, Setup setup, long seed) throws IOException, SQLException {
        this.seed = seed;
        this.random = new Random(seed);
        this.folder = Path.of("target", "reliability", "history-" + major + "-" + seed)
                .toAbsolutePath();
        FileUtils.deleteDirectory(folder.toFile()); // of a failure that is being repeated
        Files.createDirectories(folder);
        this.server = PgServer.start(major, SETTINGS);
        this.database = server.newDatabase();
        Truth.create(database);
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput'"
                + (setup.isTwoPhase() ? ", false, true)" : ")"));
        this.proxy = FlakyProxy.to(server.port());
        this.options = "&" + setup.options() + "&spillDirectory=" + folder.resolve("spill");
        String uri = uri(database, proxy.port(), options);
        this.consumer = new ConsumerProcess(uri, seed, folder);
    }

    /** Where to connect, and quick retries. With messages, unless the options say otherwise. */
    static String uri(TestDatabase database, int port, String options) {
        PgServer server = database.server();
        return "pgwal:" + database.slot() + "?publication=pub&createSlot=false&host=localhost&port="
                + port
                + "&database=" + database.name() + "&username=" + server.user() + "&password=RAW(" + server.password()
                + ")&reconnectDelay=100&maxReconnectDelay=500&redeliveryDelay=20&maxRedeliveryDelay=200"
                + "&statusInterval=1000&connectTimeout=5000" + (options.contains("messages=") ? "" : "&messages=true")
                + options;
    }

    /** @param faults how many; every kind comes once before any comes twice */
    Outcome run(int faults) throws SQLException {
        long begin = System.nanoTime();
        consumer.start();
        Lsn end;
        try (Workload workload = Workload.start(database, seed, 4, Integer.MAX_VALUE, 25)) {
            List<Fault> kinds = new ArrayList<>();
            for (int i = 0; i < faults; i++) {
                if (kinds.isEmpty()) {
                    kinds.addAll(Arrays.asList(Fault.values()));
                    Collections.shuffle(kinds, random);
                }
                pause(100 + random.nextInt(1000));
                consumer.requireAlive();
                Fault fault = kinds.remove(kinds.size() - 1);
                inject(fault);
                done.merge(fault, 1, Integer::sum);
            }
            pause(300);
            proxy.behave();
            end = workload.finish();
        }
        catchUp(end);
        consumer.stop();
        requireNoSpilledFiles();
        Findings findings = Checker.check(Truth.of(database, options), consumer.deliveries());
        return new Outcome(findings, done, consumer.runs(), Duration.ofNanos(System.nanoTime() - begin));
    }

    private void inject(Fault fault) throws SQLException {
        switch (fault) {
            case KILL_CONSUMER -> {
                consumer.kill();
                consumer.start();
            }
            case STOP_CONSUMER -> {
                consumer.stop();
                consumer.start();
            }
            case TERMINATE_WALSENDER -> database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
            case STOP_SERVER_FAST -> restart(this::stopFast);
            case STOP_SERVER_IMMEDIATE -> restart(() -> server.stop(StopMode.IMMEDIATE));
            case KILL_SERVER -> restart(server::kill);
            case KILL_BOTH ->
                restart(() -> {
                    server.kill();
                    consumer.kill();
                    consumer.start();
                });
            case CUT -> proxy.cut();
            case HALF_CLOSE_TO_SERVER -> proxy.halfClose(Way.TO_SERVER);
            case HALF_CLOSE_TO_CLIENT -> proxy.halfClose(Way.TO_CLIENT);
            case STALL_TO_SERVER -> proxy.stall(Way.TO_SERVER, aWhile());
            case STALL_TO_CLIENT -> proxy.stall(Way.TO_CLIENT, aWhile());
            case STALL_BOTH -> {
                proxy.stall(Way.TO_SERVER, aWhile());
                proxy.stall(Way.TO_CLIENT, aWhile());
            }
            case DELAY -> proxy.delay(aWhile());
            default -> throw new IllegalArgumentException(fault.name());
        }
    }

    private void restart(Runnable end) {
        end.run();
        pause(random.nextInt(500));
        server.start();
    }

    /** The server waits for as long as the consumer confirms more, which may have much to catch up; not for ever here. */
    private void stopFast() {
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture.delayedExecutor(LONGEST_FAREWELL.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> {
                    if (!stopped.get()) {
                        proxy.cut();
                    }
                });
        server.stop(StopMode.FAST);
        stopped.set(true);
    }

    /** Sometimes longer than the server waits. */
    private Duration aWhile() {
        return Duration.ofMillis(200 + random.nextInt(random.nextInt(4) == 0 ? 5000 : 1000));
    }

    private void catchUp(Lsn end) {
        try {
            await("the consumer to catch up")
                    .atMost(LONGEST_CATCHING_UP)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        consumer.requireAlive();
                        return !end.isAfter(confirmed(database));
                    });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    "the consumer does not catch up; what was seen so far: "
                            + checked().findings().faults() + consumer.threads(),
                    e);
        }
    }

    /** What PostgreSQL itself remembers. */
    static Lsn confirmed(TestDatabase database) throws SQLException {
        return confirmed(database, database.slot());
    }

    static Lsn confirmed(TestDatabase database, String slot) throws SQLException {
        return Lsn.parse(database.queryOne(
                "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '" + slot + "'",
                String.class));
    }

    private void requireNoSpilledFiles() {
        String[] left = folder.resolve("spill").toFile().list();
        if (left != null && left.length > 0) {
            throw new IllegalStateException("spilled transactions were left behind: " + List.of(left));
        }
    }

    private Outcome checked() {
        try {
            return new Outcome(
                    Checker.check(Truth.of(database, options), consumer.deliveries()),
                    done,
                    consumer.runs(),
                    Duration.ZERO);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pause(int millis) {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** For the failure's message: where its logs are. */
    Path folder() {
        return folder;
    }

    void deleteLogs() throws IOException {
        FileUtils.deleteDirectory(folder.toFile());
    }

    @Override
    public void close() throws IOException {
        consumer.close();
        proxy.close();
        server.close();
    }
}
