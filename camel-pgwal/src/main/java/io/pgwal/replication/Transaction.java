package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import io.pgwal.values.Relation;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is acknowledged together: a committed transaction, a prepared one, or what PostgreSQL sends outside of any (a
 * non-transactional message, the outcome of a prepared transaction), which is a unit of its own.
 *
 * <p>Its end becomes known when its Commit arrives; the changes of a transaction too large to be held back until then
 * are handed over before. Serializable, as it is at that moment, and without the session that acknowledges it.
 */
public final class Transaction implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long xid;
    private final Lsn commitLsn;
    private final PgTime commitTime;
    private final String gid;
    private volatile String origin;
    private volatile Lsn endLsn;
    private transient volatile Change last;
    private transient volatile Arrival arrival;
    private volatile TraceContexts traces;
    private transient Unit unit;
    /** Stands for {@link #last} in a transaction that was serialized; null otherwise. */
    private transient LastChange restoredLast;

    /**
     * @param xid        0 for a non-transactional message
     * @param commitLsn  start of the commit or prepare record; for what has none, the end of its own record
     * @param commitTime null for a non-transactional message
     * @param gid        null unless prepared
     */
    Transaction(long xid, Lsn commitLsn, PgTime commitTime, String gid) {
        this.xid = xid;
        this.commitLsn = commitLsn;
        this.commitTime = commitTime;
        this.gid = gid;
    }

    /** Starts a transaction for a test, without a server. */
    public static TransactionBuilder builder() {
        return new TransactionBuilder();
    }

    /** 32 bits without an epoch, so it comes again after four thousand million transactions. */
    public OptionalLong xid() {
        return xid == 0 ? OptionalLong.empty() : OptionalLong.of(xid);
    }

    public Lsn commitLsn() {
        return commitLsn;
    }

    /** The server's clock at commit; not in commit order. */
    public Optional<Instant> commitTime() {
        return Optional.ofNullable(commitTime).map(PgTime::toInstant);
    }

    /** What will be acknowledged; empty as long as the end has not arrived. */
    public Optional<Lsn> endLsn() {
        return Optional.ofNullable(endLsn);
    }

    /** Name of the replication origin that it came from. */
    public Optional<String> origin() {
        return Optional.ofNullable(origin);
    }

    /** Identifier given in PREPARE TRANSACTION. */
    public Optional<String> gid() {
        return Optional.ofNullable(gid);
    }

    /**
     * The trace that a change of this transaction belongs to; empty unless the session was asked to read them
     * ({@link StreamOptions#traceContext}).
     *
     * @param ordinal of the change
     */
    public Optional<TraceContext> traceContext(long ordinal) {
        TraceContexts known = traces;
        return known == null ? Optional.empty() : known.at(ordinal);
    }

    /** How it came here, for who asks first; null for who asks later, and when it was not timed. Any thread. */
    public Arrival takeArrival() {
        if (arrival == null) {
            return null;
        }
        synchronized (this) {
            Arrival taken = arrival;
            arrival = null;
            return taken;
        }
    }

    /** Session's thread. */
    Unit unit() {
        return unit;
    }

    /** Session's thread: its unit in the bookkeeping, from now on. */
    Unit openUnit() {
        unit = new Unit(commitTime);
        return unit;
    }

    boolean endsWith(Change change) {
        return last == change || restoredLast != null && restoredLast.equals(LastChange.of(change));
    }

    void trace(long fromOrdinal, TraceContext context) {
        if (traces == null) {
            traces = new TraceContexts();
        }
        traces.add(fromOrdinal, context);
    }

    /** What has no commit time has nothing to be compared with. */
    void arrived(PgTime sent, PgTime received, long receivedNanos) {
        arrival = commitTime == null ? null : Arrival.of(commitTime, sent, received, receivedNanos);
    }

    void cameFrom(String name) {
        origin = name;
    }

    /** Known before the changes are handed over, as of a streamed transaction. */
    void endsAt(Lsn end) {
        endLsn = end;
    }

    /** @param lastChange the last one that is handed over; null when none is */
    void end(Lsn end, Change lastChange) {
        last = lastChange;
        endLsn = end;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        Change known = last;
        out.writeObject(known == null ? restoredLast : LastChange.of(known));
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        restoredLast = (LastChange) in.readObject();
        if (commitLsn == null || xid < 0) {
            throw new InvalidObjectException("A serialized transaction has no commit LSN or no valid xid");
        }
    }

    /** What tells the last change from the others of its transaction; the change itself would refer back to it. */
    private record LastChange(Kind kind, long ordinal, long relation) implements Serializable {
        static LastChange of(Change change) {
            return new LastChange(
                    change.kind(),
                    change.ordinal(),
                    change.relation().map(Relation::oid).orElse(0L));
        }
    }

    @Override
    public String toString() {
        return (gid == null ? "" : "prepared " + gid + " ") + "xid " + xid + " at " + commitLsn;
    }
}
