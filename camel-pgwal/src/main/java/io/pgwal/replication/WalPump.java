package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import io.pgwal.protocol.StatusUpdate;
import io.pgwal.protocol.WalFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * One connection's duty cycle: take notes, hand over, read, tell the server. It waits ten milliseconds at most while
 * changes are in flight and {@value Patience#MOST_MILLIS} ms when nothing is, so status updates go out on time whatever the
 * route does. Session's thread only; one for each
 * connection.
 */
final class WalPump implements TransactionAssembler.Output, AutoCloseable {

    /** Frames read in one turn, so that notes are taken in between. */
    private static final int FRAMES_A_TURN = 256;
    /** Changes and bytes read ahead of what may be handed over, so that reading and routing overlap. */
    private static final int AHEAD = 1024;

    private static final int AHEAD_BYTES = 1 << 20;
    /** While changes stream in, a status update at most this often. */
    private static final long BUSY_STATUS_NANOS = 10_000_000;

    private final WalStream stream;
    private final ChangeListener listener;
    private final Pace pace;
    private final InFlight inFlight = new InFlight(Thread.currentThread());
    private final AckTracker tracker;
    private final TransactionAssembler assembler;
    private final ArrayDeque<Change> ready = new ArrayDeque<>();
    private final Flow flow = new Flow(System.nanoTime());
    private final long statusNanos;
    private final long deadNanos;
    private final Silence silence;
    private final ShutdownSign shutdown;
    private final Patience patience;
    /** Null when nobody asks. */
    private final ArrivalClock arrivals;

    private WalFrame.XLogData beingRead;
    private long receivedBytes;
    private long readyBytes;
    private Lsn received;
    /** The last commit of which something was handed over. */
    private Lsn delivered = Lsn.ZERO;

    private Lsn told = Lsn.ZERO;
    private Lsn toldReceived = Lsn.ZERO;
    private boolean replyRequested;
    private boolean drained;
    private boolean heard;
    private long lastStatus;
    private volatile long lastTurn;
    private volatile boolean reading;

    WalPump(StreamOpening.Opened opened, SessionSettings settings, RelationCatalog relations, ChangeListener listener) {
        this.stream = opened.stream();
        this.listener = listener;
        this.pace = settings.pace();
        this.tracker = new AckTracker(opened.confirmed());
        this.received = opened.confirmed();
        SpillDirectory directory = new SpillDirectory(
                settings.spill().directory(),
                opened.server().systemId(),
                settings.slot().name());
        this.assembler = new TransactionAssembler(
                relations,
                settings.stream(),
                new StreamedTransactions(directory, settings.spill().maxMemory()),
                this);
        Duration timeout = opened.server().walSenderTimeout();
        // three chances to be heard before the server gives up
        long often = timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos() / 3;
        this.statusNanos = Math.min(pace.statusInterval().toNanos(), often);
        long now = System.nanoTime();
        // the server's own time-out is how long it may be busy at most; without one, its default
        Duration busy = timeout.isZero() ? Duration.ofMinutes(1) : timeout;
        this.deadNanos = Math.max(
                Math.max(busy.toNanos(), 3 * statusNanos), Duration.ofSeconds(5).toNanos());
        this.silence = new Silence(statusNanos, deadNanos, now);
        this.shutdown = new ShutdownSign(timeout);
        this.lastStatus = now - statusNanos; // the first goes out at once
        this.lastTurn = now;
        this.patience = new Patience(now);
        this.arrivals = listener.wantsArrivals() ? new ArrivalClock(now) : null;
    }

    /** @param paused hand nothing over and read nothing, but keep the connection */
    void turn(boolean paused) {
        long completed = inFlight.completed();
        refuseGivenUp();
        takeNotes();
        if (!paused) {
            handOver(); // what there is room for by now does not wait for what is read next
        }
        boolean fast = flow.isFast(lastTurn);
        boolean reads = !paused && wantsMore(fast);
        if (reads) {
            read(fast);
        }
        if (!paused) {
            handOver();
        }
        long now = System.nanoTime();
        watch(reads, now);
        tell(now, reads && drained && !fast);
        if (!reads || heard || inFlight.count() > 0) {
            patience.busy(now);
        }
        lastTurn = now;
        if (!reads && (paused || !ready.isEmpty())) {
            inFlight.await(completed, Math.max(1, Math.min(statusNanos / 4, BUSY_STATUS_NANOS)));
            drained = false; // something may have come meanwhile
        }
    }

    /** The last word before the connection is let go: all that is completed by now. */
    void finish() {
        takeNotes();
        sendStatus(System.nanoTime(), false);
    }

    /** Removes the files of transactions in progress. */
    @Override
    public void close() {
        assembler.close();
    }

    long inFlight() {
        return inFlight.count();
    }

    Lsn received() {
        return received;
    }

    /** Of the replication stream, without what the connection itself adds. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** In files now. */
    long spilledBytes() {
        return assembler.spilled();
    }

    /** The last commit of which anything was handed over; 0/0 when nothing was. */
    Lsn delivered() {
        return delivered;
    }

    /** It was asked whether it is there, and has not answered. */
    boolean isSilent() {
        return silence.isSilent(lastTurn);
    }

    /** Any thread: whether the server's silence would be noticed here; it is not while nothing is read. */
    boolean isReading() {
        return reading;
    }

    /** Any thread: for how long the session's thread has not come by. */
    Duration hangs() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - lastTurn));
    }

    /** How long a server may say nothing before it is given up. */
    Duration patience() {
        return Duration.ofNanos(deadNanos);
    }

    /** Of the unit that holds the position. */
    Unit.Waiting oldest() {
        Unit oldest = tracker.oldest();
        return oldest == null ? Unit.Waiting.NONE : oldest.waiting();
    }

    /** Told to the server, or about to be. */
    Lsn confirmable() {
        return tracker.confirmable();
    }

    /** What was completed since the last look. */
    void takeNotes() {
        for (Unit done = inFlight.takeFinished(); done != null; done = inFlight.takeFinished()) {
            tracker.acknowledge(done);
        }
    }

    @Override
    public void begin(Transaction transaction) {
        tracker.open(transaction.openUnit());
        if (arrivals != null) {
            arrivals.begins(transaction, beingRead.sendTime(), lastTurn);
        }
    }

    @Override
    public void change(Change change) {
        change.transaction().unit().hold();
        ready.add(change);
        readyBytes += change.bytes();
    }

    @Override
    public void end(Transaction transaction, Lsn end) {
        tracker.close(transaction.unit(), end);
        inFlight.release(transaction.unit());
        received = Lsn.max(received, end);
    }

    private void refuseGivenUp() {
        Throwable cause = inFlight.failure();
        if (cause != null) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.DELIVERY_FAILED,
                    "A change was given up by whoever took it: "
                            + cause.getClass().getSimpleName(),
                    "It was not acknowledged and comes again at the next start",
                    cause);
        }
    }

    private void handOver() {
        if (ready.isEmpty()) {
            return;
        }
        while (!ready.isEmpty() && hasRoom()) {
            Change change = ready.remove();
            int bytes = change.bytes();
            readyBytes -= bytes;
            Transaction transaction = change.transaction();
            delivered = Lsn.max(delivered, transaction.commitLsn());
            listener.onChange(change, inFlight.handOver(transaction.unit(), bytes));
        }
        listener.onChangesEnd();
        if (!ready.isEmpty()) {
            listener.onFull();
        }
    }

    private boolean hasRoom() {
        long count = inFlight.count();
        return count == 0 || count < pace.maxInFlight() && inFlight.bytes() < pace.maxInFlightBytes();
    }

    /** A poll may take a millisecond: unless more is on its way, what is ready does not wait for it. */
    private boolean wantsMore(boolean fast) {
        boolean atOnce = assembler.isReplaying() || fast && !drained;
        return ready.isEmpty() || atOnce && ready.size() < AHEAD && readyBytes < AHEAD_BYTES;
    }

    private void read(boolean fast) {
        boolean drainedBefore = drained;
        drained = false;
        heard = false;
        long bytes = 0;
        for (int i = 0; i < FRAMES_A_TURN && wantsMore(fast); i++) {
            if (assembler.isReplaying()) {
                assembler.replay();
                heard = true; // nobody listens meanwhile: what comes waits in the socket
                continue;
            }
            byte[] frame = stream.poll(heard ? Patience.LEAST_MILLIS : patience.millis(lastTurn));
            if (frame == null) {
                drained = true;
                break;
            }
            heard = true;
            bytes += frame.length;
            accept(WalFrame.decode(frame));
        }
        receivedBytes += bytes;
        flow.received(bytes, System.nanoTime());
        if (drainedBefore && drained && bytes == 0) {
            flow.ranDry();
        }
    }

    private void accept(WalFrame frame) {
        received = Lsn.max(received, frame.walEnd());
        if (frame instanceof WalFrame.XLogData data) {
            shutdown.sent();
            beingRead = data;
            assembler.accept(data);
        } else if (frame instanceof WalFrame.Keepalive keepalive) {
            // units that this turn has finished still count as in flight here: their notes are taken first
            takeNotes();
            tracker.idleAt(keepalive.walEnd());
            if (keepalive.replyRequested()) {
                replyRequested = true;
                shutdown.asked(keepalive.walEnd(), System.nanoTime());
            }
        }
    }

    private void watch(boolean reads, long now) {
        reading = reads && !assembler.isReplaying();
        if (!reads || heard) {
            silence.heard(now); // when nothing is read, what came waits in the socket
        } else if (silence.isDead(now)) {
            throw ReplicationFailure.connectionLost(
                    "The server has been silent for "
                            + Duration.ofNanos(silence.nanos(now)).toSeconds() + " s",
                    null);
        }
        if (shutdown.isPlain()) {
            finish();
            throw ReplicationFailure.shuttingDown(null);
        }
    }

    private void tell(long now, boolean quiet) {
        long since = now - lastStatus;
        boolean moved = tracker.confirmable().isAfter(told) || received.isAfter(toldReceived);
        boolean asked = replyRequested && (!shutdown.isSuspected() || since >= BUSY_STATUS_NANOS);
        boolean ping = silence.ask(now);
        if (asked || ping || since >= statusNanos || moved && (quiet || since >= BUSY_STATUS_NANOS)) {
            sendStatus(now, ping);
        }
    }

    private void sendStatus(long now, boolean ping) {
        Lsn flushed = tracker.confirmable();
        Lsn written = Lsn.max(received, flushed);
        stream.confirm(new StatusUpdate(written, flushed, flushed, PgTime.of(Instant.now()), ping));
        told = flushed;
        toldReceived = written;
        replyRequested = false;
        lastStatus = now;
    }
}
