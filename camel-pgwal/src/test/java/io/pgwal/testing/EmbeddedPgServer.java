package io.pgwal.testing;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * A server made of the binaries that the build put into {@code target/postgres}. Whatever happens to it, it comes back
 * on the same port with the same data, until it is closed. fsync is off, which a killed process survives and a crashed
 * machine does not.
 */
public final class EmbeddedPgServer extends PgServer implements AutoCloseable {

    /** How a server ends on request. */
    public enum StopMode {
        /** Disconnects clients, but first sends walsenders the rest of the WAL and waits for their answer. */
        FAST("INT"),
        /** Disconnects everyone at once; the next start recovers from the WAL. */
        IMMEDIATE("QUIT");

        private final String signal;

        StopMode(String signal) {
            this.signal = signal;
        }
    }

    private static final Duration LONGEST_STOP = Duration.ofSeconds(90);

    private static final Set<EmbeddedPgServer> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(EmbeddedPgServer::close), "stop-postgres"));
    }

    private final Path home;
    private final Map<String, String> settings;
    private EmbeddedPostgres running;

    private EmbeddedPgServer(int major, int port, Path home, Map<String, String> settings) {
        super(major, "localhost", port, "postgres", "postgres");
        this.home = home;
        this.settings = settings;
    }

    static EmbeddedPgServer startNew(int major, Map<String, String> settings) {
        try {
            EmbeddedPgServer server = new EmbeddedPgServer(
                    major, freePort(), Files.createTempDirectory("pgwal-" + major + "-"), settings);
            OPEN.add(server);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A physical standby, not started: a copy of this server, which does not run while it is made. It follows through a
     * physical slot that this server must have, and has logical slots with failover copied (17 and later).
     */
    public EmbeddedPgServer newStandby(String physicalSlot) {
        if (isRunning()) {
            throw new IllegalStateException("a cold copy needs the server stopped");
        }
        try {
            EmbeddedPgServer standby = new EmbeddedPgServer(
                    major(), freePort(), Files.createTempDirectory("pgwal-" + major() + "-standby-"), settings);
            OPEN.add(standby);
            Process copy = new ProcessBuilder(
                            "cp", "-a", data().toString(), standby.data().toString())
                    .inheritIO()
                    .start();
            if (copy.waitFor() != 0) {
                throw new IOException("cannot copy " + data());
            }
            Files.createFile(standby.data().resolve("standby.signal"));
            Map<String, String> more = new LinkedHashMap<>();
            more.put("primary_conninfo", "host=localhost port=" + port() + " user=postgres dbname=postgres");
            more.put("primary_slot_name", physicalSlot);
            more.put("hot_standby_feedback", "on");
            if (major() >= 17) {
                more.put("sync_replication_slots", "on");
            }
            Files.write(
                    standby.data().resolve("postgresql.conf"), ServerSettings.asLines(more), StandardOpenOption.APPEND);
            return standby;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the data is copied", e);
        }
    }

    /** Starts it again after {@link #stop} or {@link #kill}; returns when it accepts connections. */
    public synchronized void start() {
        if (running != null) {
            throw new IllegalStateException("PostgreSQL " + major() + " on port " + port() + " runs already");
        }
        try {
            boolean first = Files.notExists(data());
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(new BinariesFromBuild(major()))
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port())
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()));
            if (first) {
                builder.setDataDirectoryCustomizer(folder -> configure());
            }
            // The library sets it off on the command line, which a file cannot undo.
            builder.setServerConfig("synchronous_commit", settings.get("synchronous_commit"));
            running = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL " + major() + " does not start, see " + log(), e);
        }
    }

    /** Returns when the server is gone; it must be within {@code LONGEST_STOP}, more than a walsender waits. */
    public synchronized void stop(StopMode mode) {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> children = postmaster.descendants().toList();
        try {
            int exit = new ProcessBuilder("kill", "-" + mode.signal, Long.toString(postmaster.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("no signal reaches process " + postmaster.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL stops", e);
        }
        awaitEnd(postmaster, children);
    }

    /** SIGKILL to the postmaster and all its children: what a server sees of a power cut, but for the disk. */
    public synchronized void kill() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(postmaster, children);
    }

    public synchronized boolean isRunning() {
        return running != null;
    }

    /** The server's log, from the first start on. */
    public Path log() {
        return home.resolve("log");
    }

    /** The data folder ({@code PGDATA}). */
    public Path data() {
        return home.resolve("data");
    }

    /** Ends it at once, if it runs, and deletes its data. */
    @Override
    public synchronized void close() {
        if (OPEN.remove(this)) {
            try {
                if (running != null) {
                    stop(StopMode.IMMEDIATE);
                }
                FileUtils.deleteDirectory(home.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void configure() {
        Map<String, String> all = new LinkedHashMap<>(settings);
        // TCP is enough, and a killed server leaves no lock of a socket behind
        all.putIfAbsent("unix_socket_directories", "");
        try {
            Files.write(data().resolve("postgresql.conf"), ServerSettings.asLines(all), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessHandle postmaster() {
        if (running == null) {
            throw new IllegalStateException("PostgreSQL " + major() + " on port " + port() + " does not run");
        }
        try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"))) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
            return ProcessHandle.of(pid)
                    .orElseThrow(() ->
                            new IllegalStateException("PostgreSQL " + major() + " ended by itself, see " + log()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd(ProcessHandle postmaster, List<ProcessHandle> children) {
        await("PostgreSQL " + major() + " to stop, see " + log())
                .atMost(LONGEST_STOP)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !runs(postmaster) && children.stream().noneMatch(EmbeddedPgServer::runs));
        try {
            Files.deleteIfExists(data().resolve("postmaster.pid"));
            // lets go of the library's lock on the folder; there is no server left to stop
            running.close();
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that has ended counts as alive until init collects it, which can take seconds; it has no command. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
