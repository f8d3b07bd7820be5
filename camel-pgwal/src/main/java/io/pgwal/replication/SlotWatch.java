package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the slot from outside of the stream: over an ordinary session and by a thread of its own, so that it delays
 * nothing. What the server says of the slot, where its WAL ends, and, which the stream does not tell while it is not
 * read, whether the server is still there and is not shutting down. Also beats the heart. One for each connection.
 */
final class SlotWatch implements AutoCloseable {

    /** What the server said. @param walStatus as in pg_replication_slots; "missing" without a slot */
    record View(String walStatus, Lsn walEnd) {}

    private static final Logger LOG = LoggerFactory.getLogger(SlotWatch.class);

    /** A shutdown of the server waits for a paused session at most about so long. */
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(2);

    private static final String ASK = """
            SELECT coalesce((SELECT wal_status FROM pg_catalog.pg_replication_slots
                              WHERE slot_name = ?::pg_catalog.text), 'missing'),
                   (CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                         ELSE pg_catalog.pg_current_wal_lsn() END)::pg_catalog.text""";

    private static final String BEAT = "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN "
            + "pg_catalog.pg_logical_emit_message(false, '" + StreamOptions.HEARTBEAT
            + "'::pg_catalog.text, ''::pg_catalog.text)::pg_catalog.text END";

    private final SessionSettings settings;
    private final WalPump pump;
    private final WalStream stream;
    private final long intervalNanos;
    private final long heartbeatNanos;
    private Connection connection;
    private long nextLook;
    private long nextBeat;
    private volatile Thread thread;
    private volatile boolean closed;
    private volatile View view;
    private volatile long answered = System.nanoTime();
    private volatile boolean serverShutsDown;
    /** Null while the heart beats, or there is none. */
    private volatile String heartbeatError;

    private boolean warned;

    private SlotWatch(SessionSettings settings, WalPump pump, WalStream stream) {
        this.settings = settings;
        this.pump = pump;
        this.stream = stream;
        Pace pace = settings.pace();
        this.intervalNanos = Math.min(pace.statusInterval().toNanos(), AT_LEAST_EVERY.toNanos());
        this.heartbeatNanos = pace.heartbeatInterval().toNanos();
    }

    static SlotWatch start(SessionSettings settings, WalPump pump, WalStream stream, ThreadFactory threads) {
        SlotWatch watch = new SlotWatch(settings, pump, stream);
        watch.thread = threads.newThread(watch::run);
        watch.thread.setName(watch.thread.getName() + "-watch");
        watch.thread.setDaemon(true); // it may be waiting for an answer when everything else has ended
        watch.thread.start();
        return watch;
    }

    /** Empty until the server has answered. */
    Optional<View> view() {
        return Optional.ofNullable(view);
    }

    /** It refused an ordinary connection because it shuts down. */
    boolean serverShutsDown() {
        return serverShutsDown;
    }

    /** Why the last heartbeat was not written; empty when it was, or there is none. */
    Optional<String> heartbeatError() {
        return Optional.ofNullable(heartbeatError);
    }

    /** How long nothing was heard of the server. */
    Duration silent() {
        return Duration.ofNanos(System.nanoTime() - answered);
    }

    /** Does not wait for the thread, which may be waiting for an answer. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        nextLook = System.nanoTime();
        nextBeat = nextLook + heartbeatNanos;
        while (!closed) {
            long now = System.nanoTime();
            if (now >= nextLook) {
                nextLook = now + intervalNanos;
                attempt(this::look, "Asking about the slot", false);
                wakeHanging();
            }
            if (heartbeatNanos > 0 && now >= nextBeat) {
                nextBeat = now + heartbeatNanos;
                heartbeatError = attempt(this::beat, "The heartbeat of the slot", true);
            }
            long next = heartbeatNanos > 0 ? Math.min(nextLook, nextBeat) : nextLook;
            LockSupport.parkNanos(this, Math.max(0, next - System.nanoTime()));
        }
        letGo();
    }

    private interface Question {
        void ask(Connection connection) throws SQLException;
    }

    /**
     * @param needed somebody has asked for it: a refusal is logged
     * @return why it failed; null when it did not
     */
    private String attempt(Question question, String what, boolean needed) {
        try {
            if (connection == null || connection.isClosed()) {
                connection = settings.connection().connect();
            }
            question.ask(connection);
            answered = System.nanoTime();
            return null;
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            boolean refused = needed && !state.startsWith("08") && !state.startsWith("57P");
            String failed = failed(what, firstLine(e) + " (SQLSTATE " + state + ")", e, refused);
            if (!state.startsWith("08")) {
                answered = System.nanoTime(); // a refusal is an answer
            }
            if (state.equals("57P01")) {
                nextLook = System.nanoTime(); // ended by an administrator, or by a shutdown: connecting again will tell
            } else {
                nextLook = System.nanoTime() + settings.pace().statusInterval().toNanos(); // each try is in its log
            }
            serverShutsDown |= state.equals("57P03");
            letGo();
            return failed;
        } catch (RuntimeException e) {
            letGo();
            return failed(what, firstLine(e), e, true); // the watch goes on: the session relies on it
        }
    }

    /** Warns once for each connection of the session, not at each interval. */
    private String failed(String what, String reason, Exception e, boolean warns) {
        String text = what + " " + settings.slot().name() + " failed: " + reason;
        if (warns && !warned && !closed) {
            warned = true;
            LOG.warn("{}; logged once for each connection", text);
        }
        LOG.debug(text, e);
        return text;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private void look(Connection session) throws SQLException {
        try (PreparedStatement sql = session.prepareStatement(ASK)) {
            sql.setString(1, settings.slot().name());
            try (ResultSet row = sql.executeQuery()) {
                row.next();
                String end = row.getString(2);
                view = new View(row.getString(1), end == null ? Lsn.ZERO : Lsn.parse(end));
            }
        }
    }

    private void beat(Connection session) throws SQLException {
        try (Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(BEAT)) {
            row.next();
            if (row.getString(1) == null) {
                throw new IllegalStateException("the server is a standby, which writes no WAL of its own");
            }
        }
    }

    /** A peer that goes away in the middle of a message leaves the session's thread in a read that never ends. */
    private void wakeHanging() {
        if (pump.hangs().compareTo(pump.patience()) > 0) {
            LOG.warn(
                    "Reading the slot {} has hung for {} s; the connection is let go",
                    settings.slot().name(),
                    pump.hangs().toSeconds());
            stream.close();
        }
    }

    private void letGo() {
        if (connection != null) {
            Connections.abort(connection);
            connection = null;
        }
    }
}
