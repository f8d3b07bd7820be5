package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgTime;
import io.pgwal.protocol.Tuple;
import io.pgwal.protocol.WalFrame;
import io.pgwal.values.Relation;
import io.pgwal.values.RowDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Messages to changes with their transactions. Session's thread only; one for each connection.
 *
 * <p>What comes in streamed blocks is kept ({@link StreamedTransactions}) until its commit, and then replayed as if it
 * came between Begin and Commit: {@link #replay} must be called until it is done before the next frame is accepted.
 */
final class TransactionAssembler implements PgOutputMessage.Cases<Void>, AutoCloseable {

    /** Where the changes go. */
    interface Output {
        void begin(Transaction transaction);

        void change(Change change);

        /** @param end what to acknowledge when all of its changes are done with */
        void end(Transaction transaction, Lsn end);
    }

    private final RelationCatalog relations;
    private final StreamOptions options;
    private final Output output;
    private final HeldChanges changes;
    private final StreamedTransactions streamed;
    private final PgOutputDecoder decoder = new PgOutputDecoder();
    private final TraceMessages traces = new TraceMessages();

    private Transaction transaction;
    private StreamedReplay replay;
    private Lsn lsn = Lsn.ZERO;
    private long arrivals;
    /** Place of the message that is being handled among all that have arrived. */
    private long arrival;

    TransactionAssembler(
            RelationCatalog relations, StreamOptions options, StreamedTransactions streamed, Output output) {
        this.relations = relations;
        this.options = options;
        this.streamed = streamed;
        this.output = output;
        this.changes = new HeldChanges(options.kinds(), output);
    }

    void accept(WalFrame.XLogData data) {
        PgOutputMessage message = decoder.decode(data.bytes(), data.offset());
        arrivals++;
        if (streamed.isInBlock() && !(message instanceof PgOutputMessage.StreamStop)) {
            keep(data, message);
        } else {
            lsn = data.walStart();
            arrival = arrivals;
            message.match(this);
        }
    }

    private void keep(WalFrame.XLogData data, PgOutputMessage message) {
        if (message instanceof PgOutputMessage.Origin origin) {
            streamed.cameFrom(origin.name());
        } else {
            streamed.add(new StreamedTransaction.Frame(
                    message.xid(), arrivals, data.walStart(), data.bytes(), data.offset()));
        }
    }

    /** Bytes in files now. */
    long spilled() {
        return streamed.spilled() + (replay == null ? 0 : replay.frames().spilled());
    }

    boolean isReplaying() {
        return replay != null;
    }

    /** One frame of the streamed transaction that has committed, or its end. */
    void replay() {
        streamed.attempt(() -> {
            StreamedTransaction.Frame frame = replay.frames().next();
            if (frame != null) {
                lsn = frame.walStart();
                arrival = frame.arrival();
                replay.decode(frame).match(this);
                return;
            }
            StreamedReplay done = replay;
            replay = null;
            done.frames().close();
            relations.endReplay(done.boundary() == Kind.COMMIT);
            end(done.boundary(), done.boundaryLsn(), done.end());
        });
    }

    @Override
    public Void begin(PgOutputMessage.Begin begin) {
        open(new Transaction(begin.xid(), begin.finalLsn(), begin.commitTime(), null));
        return null;
    }

    @Override
    public Void beginPrepare(PgOutputMessage.BeginPrepare begin) {
        open(new Transaction(begin.xid(), begin.prepareLsn(), begin.prepareTime(), begin.gid()));
        return null;
    }

    @Override
    public Void commit(PgOutputMessage.Commit commit) {
        requireOpen("Commit");
        return end(Kind.COMMIT, commit.commitLsn(), commit.endLsn());
    }

    @Override
    public Void prepare(PgOutputMessage.Prepare prepare) {
        requireOpen("Prepare");
        return end(Kind.PREPARE, prepare.prepareLsn(), prepare.endLsn());
    }

    @Override
    public Void streamStart(PgOutputMessage.StreamStart start) {
        if (!options.streams()) {
            throw ReplicationFailure.malformed("StreamStart came, though the session did not ask for streaming");
        }
        streamed.startBlock(start.xid(), start.first());
        return null;
    }

    @Override
    public Void streamStop(PgOutputMessage.StreamStop stop) {
        streamed.stopBlock();
        return null;
    }

    @Override
    public Void streamAbort(PgOutputMessage.StreamAbort abort) {
        streamed.abort(abort.xid(), abort.subxid());
        return null;
    }

    @Override
    public Void streamCommit(PgOutputMessage.StreamCommit commit) {
        open(
                streamed.take(commit.xid()),
                new Transaction(commit.xid(), commit.commitLsn(), commit.commitTime(), null),
                Kind.COMMIT,
                commit.endLsn());
        return null;
    }

    @Override
    public Void streamPrepare(PgOutputMessage.StreamPrepare prepare) {
        open(
                streamed.take(prepare.xid()),
                new Transaction(prepare.xid(), prepare.prepareLsn(), prepare.prepareTime(), prepare.gid()),
                Kind.PREPARE,
                prepare.endLsn());
        return null;
    }

    private void open(StreamedTransaction frames, Transaction ended, Kind boundary, Lsn end) {
        relations.beginReplay();
        replay = new StreamedReplay(frames, boundary, ended.commitLsn(), end);
        ended.endsAt(end);
        ended.cameFrom(frames.origin());
        open(ended);
    }

    @Override
    public Void commitPrepared(PgOutputMessage.CommitPrepared commit) {
        alone(commit.xid(), commit.commitLsn(), commit.commitTime(), commit.gid());
        return end(Kind.COMMIT_PREPARED, commit.commitLsn(), commit.endLsn());
    }

    @Override
    public Void rollbackPrepared(PgOutputMessage.RollbackPrepared rollback) {
        alone(rollback.xid(), rollback.rollbackEndLsn(), rollback.rollbackTime(), rollback.gid());
        return end(Kind.ROLLBACK_PREPARED, rollback.rollbackEndLsn(), rollback.rollbackEndLsn());
    }

    @Override
    public Void origin(PgOutputMessage.Origin origin) {
        requireOpen("Origin").cameFrom(origin.name());
        return null;
    }

    @Override
    public Void relation(PgOutputMessage.Relation relation) {
        requireOpen("Relation");
        if (relations.describe(relation, arrival) && changes.wants(Kind.RELATION)) {
            changes.add(new Change.Described(
                    transaction,
                    lsn,
                    changes.ordinal(),
                    relations.get(relation.oid(), lsn).relation()));
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
        RowDecoder rows = relations.get(insert.relation(), lsn);
        changes.count(new Change.Insert(transaction, lsn, changes.ordinal(), rows.row(insert.newRow())));
        return null;
    }

    @Override
    public Void update(PgOutputMessage.Update update) {
        requireOpen("Update");
        RowDecoder rows = relations.get(update.relation(), lsn);
        Optional<Tuple> key = update.key();
        changes.count(new Change.Update(
                transaction,
                lsn,
                changes.ordinal(),
                rows.row(update.newRow(), key, update.oldRow()),
                key.isPresent() ? key.map(rows::key) : update.oldRow().map(rows::row)));
        return null;
    }

    @Override
    public Void delete(PgOutputMessage.Delete delete) {
        requireOpen("Delete");
        RowDecoder rows = relations.get(delete.relation(), lsn);
        changes.count(new Change.Delete(
                transaction,
                lsn,
                changes.ordinal(),
                delete.key()
                        .map(rows::key)
                        .orElseGet(() -> rows.row(delete.oldRow().orElseThrow()))));
        return null;
    }

    @Override
    public Void truncate(PgOutputMessage.Truncate truncate) {
        requireOpen("Truncate");
        List<Relation> statement = truncate.relations().stream()
                .map(oid -> relations.get(oid, lsn).relation())
                .toList();
        for (Relation relation : statement) {
            changes.count(new Change.Truncate(
                    transaction,
                    lsn,
                    changes.ordinal(),
                    relation,
                    statement,
                    truncate.cascade(),
                    truncate.restartIdentity()));
        }
        return null;
    }

    @Override
    public Void logicalMessage(PgOutputMessage.LogicalMessage message) {
        if (message.transactional()) {
            requireOpen("LogicalMessage");
            if (options.traceContext()) {
                traces.read(transaction, changes.ordinal(), message.prefix(), message.content());
            }
            count(message);
        } else {
            alone(0, message.lsn(), null, null);
            count(message);
            close(message.lsn());
        }
        return null;
    }

    private void count(PgOutputMessage.LogicalMessage message) {
        if (options.wants(message.prefix())) {
            changes.count(new Change.Message(
                    transaction,
                    message.lsn(),
                    changes.ordinal(),
                    message.transactional(),
                    message.prefix(),
                    message.content()));
        } else if (options.messages()) { // or event ids would depend on traceContext
            changes.countUnseen();
        }
    }

    /** A transaction that has changes of its own. */
    private void open(Transaction opened) {
        start(opened);
        boundary(Kind.BEGIN, lsn);
    }

    /** What comes outside of any transaction is a unit of its own. */
    private void alone(long xid, Lsn commitLsn, PgTime commitTime, String gid) {
        start(new Transaction(xid, commitLsn, commitTime, gid));
    }

    private void start(Transaction started) {
        if (transaction != null) {
            throw ReplicationFailure.malformed(
                    "a transaction began before the one of commit LSN " + transaction.commitLsn() + " had ended");
        }
        transaction = started;
        changes.begin();
        output.begin(started);
    }

    private Transaction requireOpen(String message) {
        if (transaction == null) {
            throw ReplicationFailure.malformed(message + " came outside of a transaction");
        }
        return transaction;
    }

    private void boundary(Kind kind, Lsn at) {
        changes.add(new Change.Boundary(transaction, at, changes.ordinal(), kind));
    }

    private Void end(Kind kind, Lsn at, Lsn end) {
        boundary(kind, at);
        close(end);
        return null;
    }

    private void close(Lsn end) {
        changes.end(transaction, end);
        output.end(transaction, end);
        transaction = null;
    }

    @Override
    public void close() {
        if (replay != null) {
            streamed.attempt(replay.frames()::close);
            replay = null;
        }
        streamed.close();
    }
}
