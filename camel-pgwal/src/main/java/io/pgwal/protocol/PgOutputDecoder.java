package io.pgwal.protocol;

import io.pgwal.protocol.PgOutputMessage.Begin;
import io.pgwal.protocol.PgOutputMessage.BeginPrepare;
import io.pgwal.protocol.PgOutputMessage.Commit;
import io.pgwal.protocol.PgOutputMessage.CommitPrepared;
import io.pgwal.protocol.PgOutputMessage.Delete;
import io.pgwal.protocol.PgOutputMessage.Insert;
import io.pgwal.protocol.PgOutputMessage.LogicalMessage;
import io.pgwal.protocol.PgOutputMessage.Origin;
import io.pgwal.protocol.PgOutputMessage.Prepare;
import io.pgwal.protocol.PgOutputMessage.Relation;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.protocol.PgOutputMessage.RollbackPrepared;
import io.pgwal.protocol.PgOutputMessage.StreamAbort;
import io.pgwal.protocol.PgOutputMessage.StreamCommit;
import io.pgwal.protocol.PgOutputMessage.StreamPrepare;
import io.pgwal.protocol.PgOutputMessage.StreamStart;
import io.pgwal.protocol.PgOutputMessage.StreamStop;
import io.pgwal.protocol.PgOutputMessage.Truncate;
import io.pgwal.protocol.PgOutputMessage.Type;
import io.pgwal.protocol.PgOutputMessage.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message's bytes to one message, for protocol versions 1 to 4 alike: what a version lacks, it does not send.
 *
 * <p>Its only state is whether a streamed block is open, which decides whether the changes carry a transaction id. One
 * decoder for one connection; not thread-safe.
 */
public final class PgOutputDecoder {

    private boolean streaming;

    /** For messages that are kept from streamed blocks, without what is around them. */
    public static PgOutputDecoder insideBlock() {
        PgOutputDecoder decoder = new PgOutputDecoder();
        decoder.streaming = true;
        return decoder;
    }

    /**
     * @param bytes  holds the message from {@code offset} to its end; Tuples refer to it, so it must not change later
     * @throws MalformedMessageException when the bytes are no message, or one that cannot come here; the decoder is as
     *     it was before
     */
    public PgOutputMessage decode(byte[] bytes, int offset) {
        if (offset >= bytes.length) {
            throw MalformedMessageException.truncated("message.tag", 0, 1, 0);
        }
        byte tag = bytes[offset];
        WireReader in = new WireReader(bytes, offset, bytes.length, offset + 1, name(tag));
        PgOutputMessage message =
                switch (tag) {
                    case 'I' -> new Insert(xid(in), in.uint32("relation"), newRow(in));
                    case 'U' -> update(in);
                    case 'D' -> delete(in);
                    case 'B' -> new Begin(in.lsn("finalLsn"), in.time("commitTime"), in.uint32("xid"));
                    case 'C' -> commit(in);
                    case 'R' -> relation(in);
                    case 'Y' -> new Type(xid(in), in.uint32("oid"), in.cstring("schema"), in.cstring("name"));
                    case 'T' -> truncate(in);
                    case 'M' -> logicalMessage(in);
                    case 'O' -> new Origin(in.lsn("originLsn"), in.cstring("name"));
                    case 'S' -> new StreamStart(in.uint32("xid"), in.bool("first"));
                    case 'E' -> new StreamStop();
                    case 'c' -> streamCommit(in);
                    case 'A' -> streamAbort(in);
                    case 'b' ->
                        new BeginPrepare(
                                in.lsn("prepareLsn"),
                                in.lsn("endLsn"),
                                in.time("prepareTime"),
                                in.uint32("xid"),
                                in.cstring("gid"));
                    case 'P', 'p' -> prepare(tag, in);
                    case 'K' -> commitPrepared(in);
                    case 'r' -> rollbackPrepared(in);
                    default -> throw unknown(tag);
                };
        in.end();
        enterOrLeaveBlock(tag);
        return message;
    }

    private void enterOrLeaveBlock(byte tag) {
        switch (tag) {
            case 'S' -> {
                requireBlock(false, tag);
                streaming = true;
            }
            case 'E' -> {
                requireBlock(true, tag);
                streaming = false;
            }
            case 'B', 'C', 'c', 'A', 'b', 'P', 'p', 'K', 'r' -> requireBlock(false, tag);
            default -> {
                // may come inside a block and outside of one
            }
        }
    }

    private void requireBlock(boolean open, byte tag) {
        if (streaming != open) {
            throw MalformedMessageException.unexpected(
                    "message.tag",
                    0,
                    open ? "an open streamed block" : "StreamStop of the open streamed block first",
                    name(tag));
        }
    }

    private long xid(WireReader in) {
        return streaming ? in.uint32("xid") : PgOutputMessage.NOT_STREAMED;
    }

    private static Tuple newRow(WireReader in) {
        int mark = in.uint8("newRow");
        if (mark != 'N') {
            throw in.unexpected("newRow", 1, "'N'", tag((byte) mark));
        }
        return Tuple.read(in);
    }

    private Update update(WireReader in) {
        long xid = xid(in);
        long relation = in.uint32("relation");
        int mark = in.uint8("row");
        return switch (mark) {
            case 'N' -> new Update(xid, relation, Optional.empty(), Optional.empty(), Tuple.read(in));
            case 'K' -> new Update(xid, relation, Optional.of(Tuple.read(in)), Optional.empty(), newRow(in));
            case 'O' -> new Update(xid, relation, Optional.empty(), Optional.of(Tuple.read(in)), newRow(in));
            default -> throw in.unexpected("row", 1, "'K', 'O' or 'N'", tag((byte) mark));
        };
    }

    private Delete delete(WireReader in) {
        long xid = xid(in);
        long relation = in.uint32("relation");
        int mark = in.uint8("row");
        return switch (mark) {
            case 'K' -> new Delete(xid, relation, Optional.of(Tuple.read(in)), Optional.empty());
            case 'O' -> new Delete(xid, relation, Optional.empty(), Optional.of(Tuple.read(in)));
            default -> throw in.unexpected("row", 1, "'K' or 'O'", tag((byte) mark));
        };
    }

    private static Commit commit(WireReader in) {
        in.noFlags("flags");
        return new Commit(in.lsn("commitLsn"), in.lsn("endLsn"), in.time("commitTime"));
    }

    private Relation relation(WireReader in) {
        long xid = xid(in);
        long oid = in.uint32("oid");
        String schema = in.cstring("schema");
        String name = in.cstring("name");
        ReplicaIdentity identity = replicaIdentity(in);
        // a column is at least flags, an empty name, type and typmod
        int count = in.countThatFits(in.int16("columns"), 2, 10, "columns");
        List<Relation.Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new Relation.Column(
                    in.bool("column.flags"),
                    in.cstring("column.name"),
                    in.uint32("column.type"),
                    in.int32("column.typmod")));
        }
        return new Relation(xid, oid, schema, name, identity, columns);
    }

    private static ReplicaIdentity replicaIdentity(WireReader in) {
        int letter = in.uint8("replicaIdentity");
        return switch (letter) {
            case 'd' -> ReplicaIdentity.DEFAULT;
            case 'i' -> ReplicaIdentity.INDEX;
            case 'f' -> ReplicaIdentity.FULL;
            case 'n' -> ReplicaIdentity.NOTHING;
            default -> throw in.unexpected("replicaIdentity", 1, "'d', 'i', 'f' or 'n'", tag((byte) letter));
        };
    }

    private Truncate truncate(WireReader in) {
        long xid = xid(in);
        int count = in.int32("relations");
        int flags = in.uint8("flags");
        if ((flags & ~3) != 0) {
            throw in.unexpected("flags", 1, "CASCADE (1), RESTART IDENTITY (2) or both", Integer.toString(flags));
        }
        in.countThatFits(count, 5, 4, "relations");
        List<Long> relations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            relations.add(in.uint32("relation"));
        }
        return new Truncate(xid, (flags & 1) != 0, (flags & 2) != 0, relations);
    }

    private LogicalMessage logicalMessage(WireReader in) {
        return new LogicalMessage(
                xid(in),
                in.bool("flags"),
                in.lsn("lsn"),
                in.cstring("prefix"),
                in.bytes(in.int32("length"), "content"));
    }

    private static StreamCommit streamCommit(WireReader in) {
        long xid = in.uint32("xid");
        in.noFlags("flags");
        return new StreamCommit(xid, in.lsn("commitLsn"), in.lsn("endLsn"), in.time("commitTime"));
    }

    private static StreamAbort streamAbort(WireReader in) {
        long xid = in.uint32("xid");
        long subxid = in.uint32("subxid");
        // only streaming=parallel says where and when; nothing in the message says which it is but its length
        return new StreamAbort(
                xid,
                subxid,
                in.remaining() == 0
                        ? Optional.empty()
                        : Optional.of(new StreamAbort.Abort(in.lsn("abortLsn"), in.time("abortTime"))));
    }

    private static PgOutputMessage prepare(byte tag, WireReader in) {
        in.noFlags("flags");
        Lsn prepareLsn = in.lsn("prepareLsn");
        Lsn endLsn = in.lsn("endLsn");
        PgTime prepareTime = in.time("prepareTime");
        long xid = in.uint32("xid");
        String gid = in.cstring("gid");
        return tag == 'P'
                ? new Prepare(prepareLsn, endLsn, prepareTime, xid, gid)
                : new StreamPrepare(prepareLsn, endLsn, prepareTime, xid, gid);
    }

    private static CommitPrepared commitPrepared(WireReader in) {
        in.noFlags("flags");
        return new CommitPrepared(
                in.lsn("commitLsn"), in.lsn("endLsn"), in.time("commitTime"), in.uint32("xid"), in.cstring("gid"));
    }

    private static RollbackPrepared rollbackPrepared(WireReader in) {
        in.noFlags("flags");
        return new RollbackPrepared(
                in.lsn("prepareEndLsn"),
                in.lsn("rollbackEndLsn"),
                in.time("prepareTime"),
                in.time("rollbackTime"),
                in.uint32("xid"),
                in.cstring("gid"));
    }

    /** A byte as a person reads it: 'I', or 0x07. */
    static String tag(byte tag) {
        return tag > ' ' && tag < 0x7F ? "'" + (char) tag + "'" : String.format("0x%02X", tag & 0xFF);
    }

    private static MalformedMessageException unknown(byte tag) {
        return MalformedMessageException.unexpected("message.tag", 0, "a message of pgoutput 1 to 4", tag(tag));
    }

    private static String name(byte tag) {
        return switch (tag) {
            case 'B' -> "Begin";
            case 'C' -> "Commit";
            case 'O' -> "Origin";
            case 'R' -> "Relation";
            case 'Y' -> "Type";
            case 'I' -> "Insert";
            case 'U' -> "Update";
            case 'D' -> "Delete";
            case 'T' -> "Truncate";
            case 'M' -> "LogicalMessage";
            case 'S' -> "StreamStart";
            case 'E' -> "StreamStop";
            case 'c' -> "StreamCommit";
            case 'A' -> "StreamAbort";
            case 'b' -> "BeginPrepare";
            case 'P' -> "Prepare";
            case 'K' -> "CommitPrepared";
            case 'r' -> "RollbackPrepared";
            case 'p' -> "StreamPrepare";
            default -> "message";
        };
    }
}
