package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.MalformedMessageException;
import io.pgwal.replication.SessionStatus.State;
import io.pgwal.values.RelationMismatchException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one slot: holds the connection, hands its changes over in commit order, and confirms what was completed. One
 * thread owns the slot; it connects again after a failure, for ever unless told otherwise. Usable without Camel.
 *
 * <p>{@link #start}, then any of the other methods from any thread, then {@link #stop}; a session is used once.
 */
public final class ReplicationSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationSession.class);
    /** How long {@link #close} lets the changes that are out complete. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);

    /** How long the session's thread may take to come out of what it does, beyond the time for changes to complete. */
    private static final Duration UNWINDING = Duration.ofSeconds(5);

    private static final Duration REPORT = Duration.ofMillis(100);

    private final SessionSettings settings;
    private final ChangeListener listener;
    private final ListenerReports reports;
    private final StreamOpening opening;
    private final Backoff backoff;
    private final StatusBoard board = new StatusBoard();

    private volatile Thread thread;
    private volatile WalStream stream;
    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile long stopAt;

    private ThreadFactory threads;
    private StreamOpening.Opened opened;
    private Continuity.Position position = Continuity.Position.START;
    private boolean stoppedWhileReading;
    /** Attempts to read the slot that failed since it was last read for some time. */
    private int failedInRow;

    public ReplicationSession(SessionSettings settings, ChangeListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.reports = new ListenerReports(listener);
        this.opening = new StreamOpening(settings);
        Pace pace = settings.pace();
        this.backoff = new Backoff(pace.reconnectDelay(), pace.maxReconnectDelay(), new Random());
    }

    /** As {@link #start(ThreadFactory)} with a thread of its own. */
    public ReplicationSession start() {
        return start(work -> new Thread(work, "pgwal-" + settings.slot().name()));
    }

    /**
     * Connects, checks, creates what is to be created, and streams.
     *
     * @param ofThreads makes the session's thread and, for each connection, one that looks at the slot from outside
     * @throws ReplicationFailure when trying again cannot help; then nothing was started. What may pass (no connection,
     *     a busy slot) is told to the listener and tried again in the background
     */
    public ReplicationSession start(ThreadFactory ofThreads) {
        threads = ofThreads;
        report(State.CONNECTING);
        try {
            opened = opening.open(position);
        } catch (ReplicationFailure failure) {
            if (failure.verdict() == Verdict.STOP) {
                board.failed(failure);
                report(State.STOPPED);
                throw failure;
            }
            tell(failure);
        }
        try {
            thread = threads.newThread(this::run);
            thread.start();
        } catch (RuntimeException | Error e) {
            closeUnread();
            throw e;
        }
        return this;
    }

    /** Keeps the connection and the position, and hands nothing over. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
    }

    public SessionStatus status() {
        return board.status();
    }

    /**
     * Hands nothing more over, waits for what is out, confirms it, and frees the slot. What is not completed by then
     * comes again at the next start.
     *
     * @param grace how long to wait for changes to complete
     */
    public void stop(Duration grace) {
        Thread running = thread;
        stopAt = System.nanoTime() + grace.toNanos();
        stopping = true;
        opening.abort();
        if (running == null) {
            return;
        }
        LockSupport.unpark(running);
        if (running == Thread.currentThread()) {
            return; // told from a callback: the loop ends after it
        }
        Duration dropping = settings.slot().dropOnStop() ? DropOnStop.PATIENCE : Duration.ZERO;
        if (!ThreadEnd.await(running, grace.plus(UNWINDING).plus(dropping))) {
            WalStream held = stream;
            if (held != null) {
                held.close(); // in a call of the driver that a silent server keeps waiting
            }
            opening.abort();
            if (!ThreadEnd.await(running, UNWINDING)) {
                LOG.warn(
                        "The session of the slot {} does not end; its thread is {}",
                        settings.slot().name(),
                        running);
            }
        }
    }

    @Override
    public void close() {
        stop(CLOSE_GRACE);
    }

    private void run() {
        ReplicationFailure end = null;
        try {
            while (!stopping && end == null) {
                try {
                    connected();
                } catch (ReplicationFailure failure) {
                    end = endOrWait(failure);
                }
            }
            closeUnread();
            if (settings.slot().dropOnStop() && stoppedWhileReading) {
                dropSlot();
            }
        } catch (Throwable e) {
            end = unexpected(e).atTheEnd();
            throw e;
        } finally {
            if (end != null) {
                board.failed(end);
            }
            report(State.STOPPED);
            if (end != null) {
                reports.ended(end);
            }
        }
    }

    /** Opened, and stopped before anything was read. */
    private void closeUnread() {
        if (opened != null) {
            announceCreation(opened);
            opened.stream().close();
            opened = null;
        }
    }

    /** One connection, from its opening to its end; returns when the session is to stop. */
    private void connected() {
        if (opened == null) {
            opened = opening.open(position);
        }
        StreamOpening.Opened connection = opened;
        opened = null;
        long begin = System.nanoTime();
        CatalogReader catalog = new CatalogReader(settings);
        WalPump pump = null;
        try {
            pump = new WalPump(connection, settings, new RelationCatalog(catalog, board::undecodable), listener);
            announce(connection);
            stream = connection.stream();
            try (SlotWatch watch = SlotWatch.start(settings, pump, connection.stream(), threads)) {
                stream(pump, watch);
            }
            stoppedWhileReading = true;
        } catch (ReplicationFailure e) {
            throw e;
        } catch (MalformedMessageException | RelationMismatchException e) {
            throw ReplicationFailure.malformed(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw unexpected(e);
        } finally {
            connection.stream().close();
            catalog.close();
            if (pump != null) {
                ends(pump);
            }
            lasted(Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void lasted(Duration connection) {
        Pace pace = settings.pace();
        if (connection.compareTo(pace.reconnectDelay()) > 0) {
            failedInRow = 0;
        }
        if (connection.compareTo(pace.maxReconnectDelay()) > 0) {
            backoff.reset(); // not sooner: a link that drops all the time is not opened at once each time
        }
    }

    private void announceCreation(StreamOpening.Opened connection) {
        if (connection.created()) {
            board.createsSlot();
            reports.slotCreated(connection.confirmed());
        }
    }

    private void announce(StreamOpening.Opened connection) {
        announceCreation(connection);
        LOG.info(
                "Reading slot {} at {} from {}",
                settings.slot().name(),
                settings.connection().location(),
                connection.confirmed());
    }

    private void ends(WalPump pump) {
        pump.takeNotes();
        position = new Continuity.Position(pump.confirmable(), Lsn.max(position.delivered(), pump.delivered()));
        reports.disconnected();
        board.ends(pump);
        pump.close();
    }

    private ReplicationFailure unexpected(Throwable e) {
        return new ReplicationFailure(
                ReplicationFailure.Kind.UNEXPECTED,
                "Reading the slot " + settings.slot().name() + " failed: " + e,
                "Please report it: nothing was acknowledged past it",
                e);
    }

    private void stream(WalPump pump, SlotWatch watch) {
        long nextReport = System.nanoTime();
        while (!stopping || pump.inFlight() > 0 && System.nanoTime() < stopAt) {
            boolean holds = paused || stopping;
            pump.turn(holds);
            if (watch.serverShutsDown()) {
                pump.finish();
                throw ReplicationFailure.shuttingDown(null);
            }
            if (System.nanoTime() >= nextReport) {
                board.connected(state(pump, watch), pump, watch);
                nextReport = System.nanoTime() + REPORT.toNanos();
            }
        }
        pump.finish();
        board.connected(State.STOPPED, pump, watch);
    }

    private State state(WalPump pump, SlotWatch watch) {
        Duration twoIntervals = settings.pace().statusInterval().multipliedBy(2);
        boolean silent = pump.isReading() ? pump.isSilent() : watch.silent().compareTo(twoIntervals) > 0;
        if (silent) {
            return State.SILENT;
        }
        return paused || stopping ? State.PAUSED : State.STREAMING;
    }

    /** @return the failure when it ends the session, else null, after the delay that it asks for */
    private ReplicationFailure endOrWait(ReplicationFailure failure) {
        int allowed = settings.pace().maxReconnectAttempts();
        if (failure.verdict() == Verdict.STOP) {
            return failure;
        }
        if (failure.verdict() == Verdict.RETRY && allowed >= 0 && failedInRow >= allowed) {
            return failure.givenUpAfter(failedInRow);
        }
        if (failure.verdict() == Verdict.STANDBY) {
            if (board.status().state() != State.STANDBY) {
                tell(failure); // once, not at each look whether the slot is free
            }
            backoff.reset();
            waitFor(settings.pace().reconnectDelay());
        } else {
            failedInRow++;
            board.reconnects();
            tell(failure);
            waitFor(backoff.next());
        }
        return null;
    }

    private void tell(ReplicationFailure failure) {
        board.failed(failure);
        report(failure.verdict() == Verdict.STANDBY ? State.STANDBY : State.CONNECTING);
        reports.failed(failure);
    }

    private void waitFor(Duration delay) {
        long until = System.nanoTime() + delay.toNanos();
        for (long left = delay.toNanos(); left > 0 && !stopping; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Only what this session read: a slot that somebody else has taken is not ours to drop. */
    private void dropSlot() {
        try {
            new DropOnStop(settings, DropOnStop.PATIENCE).drop();
        } catch (ReplicationFailure failure) {
            board.failed(failure);
            reports.failed(failure);
        }
    }

    private void report(State state) {
        if (state == State.STOPPED) {
            board.stopped();
        }
        board.disconnected(state, position.confirmed());
    }
}
