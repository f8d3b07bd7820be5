package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgTime;
import io.pgwal.protocol.Tuple;
import io.pgwal.values.RowDecoder;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;

/**
 * Messages to changes with their transactions. Session's thread only; one for each connection.
 *
 * <p>Changes are held back until their transaction ends, so that each can say where that is and which one is the last;
 * of a transaction larger than {@link #HELD_BACK} changes or {@link #HELD_BACK_BYTES} the oldest are let go before (it
 * has committed: PostgreSQL sends it afterwards), so memory stays bounded.
 */
final class TransactionAssembler implements PgOutputMessage.Cases<Void> {

    static final int HELD_BACK = 1024;
    static final int HELD_BACK_BYTES = 1 << 20;

    /** Where the changes go. */
    interface Output {
        void begin(Transaction transaction);

        void change(Change change);

        /** @param end what to acknowledge when all of its changes are done with */
        void end(Transaction transaction, Lsn end);
    }

    private final RelationCatalog relations;
    private final StreamOptions options;
    private final Set<Kind> kinds;
    private final Output output;
    private final ArrayDeque<Change> held = new ArrayDeque<>();

    private long heldBytes;
    private Transaction transaction;
    private long ordinal;
    private Lsn lsn = Lsn.ZERO;

    TransactionAssembler(RelationCatalog relations, StreamOptions options, Output output) {
        this.relations = relations;
        this.options = options;
        this.kinds = options.kinds();
        this.output = output;
    }

    /** @param walStart where the message's WAL record starts */
    void accept(Lsn walStart, PgOutputMessage message) {
        lsn = walStart;
        message.match(this);
    }

    @Override
    public Void begin(PgOutputMessage.Begin begin) {
        open(new Transaction(begin.xid(), begin.finalLsn(), begin.commitTime(), null));
        boundary(Kind.BEGIN, lsn);
        return null;
    }

    @Override
    public Void beginPrepare(PgOutputMessage.BeginPrepare begin) {
        open(new Transaction(begin.xid(), begin.prepareLsn(), begin.prepareTime(), begin.gid()));
        boundary(Kind.BEGIN, lsn);
        return null;
    }

    @Override
    public Void commit(PgOutputMessage.Commit commit) {
        requireOpen("Commit");
        boundary(Kind.COMMIT, commit.commitLsn());
        close(commit.endLsn());
        return null;
    }

    @Override
    public Void prepare(PgOutputMessage.Prepare prepare) {
        requireOpen("Prepare");
        boundary(Kind.PREPARE, prepare.prepareLsn());
        close(prepare.endLsn());
        return null;
    }

    @Override
    public Void commitPrepared(PgOutputMessage.CommitPrepared commit) {
        alone(commit.xid(), commit.commitLsn(), commit.commitTime(), commit.gid());
        boundary(Kind.COMMIT_PREPARED, commit.commitLsn());
        close(commit.endLsn());
        return null;
    }

    @Override
    public Void rollbackPrepared(PgOutputMessage.RollbackPrepared rollback) {
        alone(rollback.xid(), rollback.rollbackEndLsn(), rollback.rollbackTime(), rollback.gid());
        boundary(Kind.ROLLBACK_PREPARED, rollback.rollbackEndLsn());
        close(rollback.rollbackEndLsn());
        return null;
    }

    @Override
    public Void origin(PgOutputMessage.Origin origin) {
        requireOpen("Origin").cameFrom(origin.name());
        return null;
    }

    @Override
    public Void relation(PgOutputMessage.Relation relation) {
        requireOpen("Relation");
        if (relations.describe(relation) && kinds.contains(Kind.RELATION)) {
            RowDecoder described = relations.get(relation.oid());
            add(new Change.Described(transaction, lsn, ordinal, described.relation()));
        }
        return null;
    }

    @Override
    public Void type(PgOutputMessage.Type type) {
        return null; // the name alone decodes nothing; pg_type is asked when the Relation comes
    }

    @Override
    public Void insert(PgOutputMessage.Insert insert) {
        requireOpen("Insert");
        RowDecoder rows = relations.get(insert.relation());
        change(Kind.INSERT, new Change.Insert(transaction, lsn, ordinal, rows.row(insert.newRow())));
        return null;
    }

    @Override
    public Void update(PgOutputMessage.Update update) {
        requireOpen("Update");
        RowDecoder rows = relations.get(update.relation());
        Optional<Tuple> key = update.key();
        change(
                Kind.UPDATE,
                new Change.Update(
                        transaction,
                        lsn,
                        ordinal,
                        rows.row(update.newRow(), key, update.oldRow()),
                        key.isPresent() ? key.map(rows::key) : update.oldRow().map(rows::row)));
        return null;
    }

    @Override
    public Void delete(PgOutputMessage.Delete delete) {
        requireOpen("Delete");
        RowDecoder rows = relations.get(delete.relation());
        change(
                Kind.DELETE,
                new Change.Delete(
                        transaction,
                        lsn,
                        ordinal,
                        delete.key()
                                .map(rows::key)
                                .orElseGet(() -> rows.row(delete.oldRow().orElseThrow()))));
        return null;
    }

    @Override
    public Void truncate(PgOutputMessage.Truncate truncate) {
        requireOpen("Truncate");
        for (long relation : truncate.relations()) {
            change(
                    Kind.TRUNCATE,
                    new Change.Truncate(
                            transaction,
                            lsn,
                            ordinal,
                            relations.get(relation).relation(),
                            truncate.cascade(),
                            truncate.restartIdentity()));
        }
        return null;
    }

    @Override
    public Void logicalMessage(PgOutputMessage.LogicalMessage message) {
        if (message.transactional()) {
            requireOpen("LogicalMessage");
            if (options.wants(message.prefix())) {
                change(Kind.MESSAGE, change(message));
            } else {
                ordinal++;
            }
            return null;
        }
        alone(0, message.lsn(), null, null);
        if (options.wants(message.prefix())) {
            change(Kind.MESSAGE, change(message));
        }
        close(message.lsn());
        return null;
    }

    private Change.Message change(PgOutputMessage.LogicalMessage message) {
        return new Change.Message(
                transaction, message.lsn(), ordinal, message.transactional(), message.prefix(), message.content());
    }

    @Override
    public Void streamStart(PgOutputMessage.StreamStart start) {
        throw notAskedFor("StreamStart");
    }

    @Override
    public Void streamStop(PgOutputMessage.StreamStop stop) {
        throw notAskedFor("StreamStop");
    }

    @Override
    public Void streamCommit(PgOutputMessage.StreamCommit commit) {
        throw notAskedFor("StreamCommit");
    }

    @Override
    public Void streamAbort(PgOutputMessage.StreamAbort abort) {
        throw notAskedFor("StreamAbort");
    }

    @Override
    public Void streamPrepare(PgOutputMessage.StreamPrepare prepare) {
        throw notAskedFor("StreamPrepare");
    }

    private static ReplicationFailure notAskedFor(String message) {
        return ReplicationFailure.malformed(message + " came, though the session did not ask for streaming");
    }

    private void alone(long xid, Lsn commitLsn, PgTime commitTime, String gid) {
        open(new Transaction(xid, commitLsn, commitTime, gid));
    }

    private void open(Transaction opened) {
        if (transaction != null) {
            throw ReplicationFailure.malformed(
                    "a transaction began before the one of commit LSN " + transaction.commitLsn() + " had ended");
        }
        transaction = opened;
        ordinal = 0;
        output.begin(opened);
    }

    private Transaction requireOpen(String message) {
        if (transaction == null) {
            throw ReplicationFailure.malformed(message + " came outside of a transaction");
        }
        return transaction;
    }

    /** A change that takes an ordinal, whether it is wanted or not: event ids do not depend on {@code kinds}. */
    private void change(Kind kind, Change change) {
        ordinal++;
        if (kinds.contains(kind)) {
            add(change);
        }
    }

    private void boundary(Kind kind, Lsn at) {
        if (kinds.contains(kind)) {
            add(new Change.Boundary(transaction, at, ordinal, kind));
        }
    }

    private void add(Change change) {
        held.add(change);
        heldBytes += change.bytes();
        while (held.size() > 1 && (held.size() > HELD_BACK || heldBytes > HELD_BACK_BYTES)) {
            letGo();
        }
    }

    private void letGo() {
        Change oldest = held.remove();
        heldBytes -= oldest.bytes();
        output.change(oldest);
    }

    private void close(Lsn end) {
        transaction.end(end, held.peekLast());
        while (!held.isEmpty()) {
            letGo();
        }
        output.end(transaction, end);
        transaction = null;
    }
}
