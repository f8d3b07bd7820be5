package io.pgwal.protocol;

import java.util.List;
import java.util.Optional;

/**
 * Every message that pgoutput sends in protocol versions 1 to 4. Field names are those of PostgreSQL, "Logical
 * Replication Message Formats".
 *
 * <p>{@code xid} in Relation, Type, the changes and LogicalMessage is there only inside a streamed block (between
 * StreamStart and StreamStop): the id of the <em>sub</em>transaction. Elsewhere it is {@link #NOT_STREAMED}. Transaction
 * ids and Oids are unsigned 32 bits.
 */
public sealed interface PgOutputMessage {

    /** PostgreSQL's InvalidTransactionId, which no transaction has. */
    long NOT_STREAMED = 0;

    /** Id of the transaction or, inside a streamed block, of the subtransaction; {@link #NOT_STREAMED} where it has none. */
    default long xid() {
        return NOT_STREAMED;
    }

    /** Calls the one matching case; a message added without a case does not compile. */
    <R> R match(Cases<R> cases);

    /**
     * Opens a transaction that has committed; its changes follow, then Commit. Wire: 'B'.
     *
     * @param finalLsn equals {@link Commit#commitLsn()} of the Commit to come
     */
    record Begin(Lsn finalLsn, PgTime commitTime, long xid) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.begin(this);
        }
    }

    /**
     * Closes what Begin opened. Wire: 'C'.
     *
     * @param commitLsn where the commit record starts
     * @param endLsn    first byte after it; this, exactly this, is the position to acknowledge
     */
    record Commit(Lsn commitLsn, Lsn endLsn, PgTime commitTime) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.commit(this);
        }
    }

    /**
     * The transaction came from elsewhere by replication. Directly after Begin, BeginPrepare or the first StreamStart.
     * Wire: 'O'.
     *
     * @param originLsn commit position on the origin; 0/0 in a streamed block
     */
    record Origin(Lsn originLsn, String name) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.origin(this);
        }
    }

    /**
     * Describes a relation before its first change, and again whenever the server's cache of it was invalidated; often
     * nothing changed. It stays valid until the next one with its oid. Wire: 'R'.
     *
     * @param schema "" for pg_catalog
     */
    record Relation(
            long xid, long oid, String schema, String name, ReplicaIdentity replicaIdentity, List<Column> columns)
            implements PgOutputMessage {

        /**
         * @param identity part of the replica identity; under FULL every column is, whatever the primary key
         * @param typeOid  a domain's own, not its base type's
         * @param typmod   -1 when the type has no modifier
         */
        public record Column(boolean identity, String name, long typeOid, int typmod) {}

        public Relation {
            columns = List.copyOf(columns);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.relation(this);
        }
    }

    /** What UPDATE and DELETE log of the old row ({@code pg_class.relreplident}). */
    enum ReplicaIdentity {
        /** 'd': the primary key, if there is one. */
        DEFAULT,
        /** 'i': the columns of a chosen unique index. */
        INDEX,
        /** 'f': the whole row. */
        FULL,
        /** 'n': nothing; the server refuses UPDATE and DELETE of a published table. */
        NOTHING
    }

    /**
     * Names a type that is not built in, before the first Relation that uses it. Wire: 'Y'.
     *
     * @param name for a domain, the <em>base</em> type's name, though the oid is the domain's
     */
    record Type(long xid, long oid, String schema, String name) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.type(this);
        }
    }

    /** Wire: 'I'. */
    record Insert(long xid, long relation, Tuple newRow) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.insert(this);
        }
    }

    /**
     * Wire: 'U'.
     *
     * @param key    'K': old values of the identity columns, all others NULL; sent when the key changed or is TOASTed
     * @param oldRow 'O': the whole old row, under REPLICA IDENTITY FULL; never together with {@code key}
     */
    record Update(long xid, long relation, Optional<Tuple> key, Optional<Tuple> oldRow, Tuple newRow)
            implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.update(this);
        }
    }

    /**
     * Exactly one of the two is there. Wire: 'D'.
     *
     * @param key    'K': the identity columns, all others NULL
     * @param oldRow 'O': the whole row, under REPLICA IDENTITY FULL
     */
    record Delete(long xid, long relation, Optional<Tuple> key, Optional<Tuple> oldRow) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.delete(this);
        }
    }

    /** Wire: 'T'. */
    record Truncate(long xid, boolean cascade, boolean restartIdentity, List<Long> relations)
            implements PgOutputMessage {
        public Truncate {
            relations = List.copyOf(relations);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.truncate(this);
        }
    }

    /**
     * Written by {@code pg_logical_emit_message}; any role may. Wire: 'M'.
     *
     * @param transactional false: sent at once, before the Begin of the transaction that wrote it, rolled back or not
     * @param lsn           end of its record, and so what to acknowledge of a non-transactional one
     */
    record LogicalMessage(long xid, boolean transactional, Lsn lsn, String prefix, byte[] content)
            implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.logicalMessage(this);
        }
    }

    /**
     * Opens a block of a transaction still in progress (version 2). Wire: 'S'.
     *
     * @param first the first block of this transaction in this session
     */
    record StreamStart(long xid, boolean first) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.streamStart(this);
        }
    }

    /** Closes the block. Wire: 'E'. */
    record StreamStop() implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.streamStop(this);
        }
    }

    /** A streamed transaction has committed; the LSNs are those of {@link Commit}. Wire: 'c'. */
    record StreamCommit(long xid, Lsn commitLsn, Lsn endLsn, PgTime commitTime) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.streamCommit(this);
        }
    }

    /**
     * Takes back what was streamed: the whole transaction when the two ids are equal, else exactly the changes that
     * carried {@code subxid}, of which there may be none. Wire: 'A'.
     *
     * @param abort where and when; sent with streaming=parallel only (version 4)
     */
    record StreamAbort(long xid, long subxid, Optional<Abort> abort) implements PgOutputMessage {

        public record Abort(Lsn lsn, PgTime time) {}

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.streamAbort(this);
        }
    }

    /** Opens a prepared transaction; its changes follow, then Prepare (version 3). Wire: 'b'. */
    record BeginPrepare(Lsn prepareLsn, Lsn endLsn, PgTime prepareTime, long xid, String gid)
            implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.beginPrepare(this);
        }
    }

    /** Closes what BeginPrepare opened: PREPARE TRANSACTION has run. Wire: 'P'. */
    record Prepare(Lsn prepareLsn, Lsn endLsn, PgTime prepareTime, long xid, String gid) implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.prepare(this);
        }
    }

    /** COMMIT PREPARED; the changes are not sent again. Wire: 'K'. */
    record CommitPrepared(Lsn commitLsn, Lsn endLsn, PgTime commitTime, long xid, String gid)
            implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.commitPrepared(this);
        }
    }

    /** ROLLBACK PREPARED. Wire: 'r'. */
    record RollbackPrepared(
            Lsn prepareEndLsn, Lsn rollbackEndLsn, PgTime prepareTime, PgTime rollbackTime, long xid, String gid)
            implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rollbackPrepared(this);
        }
    }

    /** PREPARE TRANSACTION of a streamed transaction. Wire: 'p'. */
    record StreamPrepare(Lsn prepareLsn, Lsn endLsn, PgTime prepareTime, long xid, String gid)
            implements PgOutputMessage {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.streamPrepare(this);
        }
    }

    /** One method for each message. */
    interface Cases<R> {
        R begin(Begin begin);

        R commit(Commit commit);

        R origin(Origin origin);

        R relation(Relation relation);

        R type(Type type);

        R insert(Insert insert);

        R update(Update update);

        R delete(Delete delete);

        R truncate(Truncate truncate);

        R logicalMessage(LogicalMessage message);

        R streamStart(StreamStart start);

        R streamStop(StreamStop stop);

        R streamCommit(StreamCommit commit);

        R streamAbort(StreamAbort abort);

        R beginPrepare(BeginPrepare begin);

        R prepare(Prepare prepare);

        R commitPrepared(CommitPrepared commit);

        R rollbackPrepared(RollbackPrepared rollback);

        R streamPrepare(StreamPrepare prepare);
    }
}
