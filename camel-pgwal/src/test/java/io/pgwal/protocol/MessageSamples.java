package io.pgwal.protocol;

import io.pgwal.protocol.PgOutputMessage.Begin;
import io.pgwal.protocol.PgOutputMessage.BeginPrepare;
import io.pgwal.protocol.PgOutputMessage.Commit;
import io.pgwal.protocol.PgOutputMessage.CommitPrepared;
import io.pgwal.protocol.PgOutputMessage.Origin;
import io.pgwal.protocol.PgOutputMessage.Prepare;
import io.pgwal.protocol.PgOutputMessage.Relation;
import io.pgwal.protocol.PgOutputMessage.Relation.Column;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.protocol.PgOutputMessage.RollbackPrepared;
import io.pgwal.protocol.PgOutputMessage.StreamAbort;
import io.pgwal.protocol.PgOutputMessage.StreamCommit;
import io.pgwal.protocol.PgOutputMessage.StreamPrepare;
import io.pgwal.protocol.PgOutputMessage.StreamStart;
import io.pgwal.protocol.PgOutputMessage.StreamStop;
import io.pgwal.protocol.PgOutputMessage.Truncate;
import io.pgwal.protocol.PgOutputMessage.Type;
import io.pgwal.protocol.Sample.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every message of every version, once or more, wherever it may stand. */
final class MessageSamples {

    private static final PgTime TIME = PgTime.of(Instant.parse("2024-09-14T11:47:52.345Z"));

    private static final Lsn LSN = Lsn.parse("0/1573E78");

    private static final Lsn END = Lsn.parse("16/B374D848");

    static final List<Sample> TRANSACTIONS = List.of(
            Sample.of(
                    "Begin",
                    Place.OUTSIDE,
                    new Begin(LSN, TIME, 753),
                    "42  0000000001573E78  0002C511ADAD2DA8  000002F1"), // tag, finalLsn, commitTime, xid
            Sample.of(
                    "Begin with everything at its highest",
                    Place.OUTSIDE,
                    new Begin(new Lsn(-1), new PgTime(-1), 4_294_967_295L),
                    "42  FFFFFFFFFFFFFFFF  FFFFFFFFFFFFFFFF  FFFFFFFF"),
            Sample.of(
                    "Commit",
                    Place.OUTSIDE,
                    new Commit(LSN, END, TIME),
                    "43  00  0000000001573E78  00000016B374D848  0002C511ADAD2DA8"), // flags, commitLsn, endLsn, time
            Sample.of(
                    "Origin",
                    Place.BOTH,
                    new Origin(END, "node_a"),
                    "4F  00000016B374D848  'node_a' 00"), // originLsn, name
            Sample.of("Origin without a name", Place.BOTH, new Origin(Lsn.ZERO, ""), "4F  0000000000000000  00"));

    static final List<Sample> STREAMS = List.of(
            Sample.of("StreamStart, first", Place.OUTSIDE, new StreamStart(753, true), "53  000002F1  01"),
            Sample.of("StreamStart, again", Place.OUTSIDE, new StreamStart(753, false), "53  000002F1  00"),
            Sample.of("StreamStop", Place.IN_BLOCK, new StreamStop(), "45"),
            Sample.of(
                    "StreamCommit",
                    Place.OUTSIDE,
                    new StreamCommit(753, LSN, END, TIME),
                    "63  000002F1  00", // xid, flags
                    "0000000001573E78  00000016B374D848  0002C511ADAD2DA8"), // commitLsn, endLsn, commitTime
            Sample.of(
                    "StreamAbort, 9 bytes",
                    Place.OUTSIDE,
                    new StreamAbort(753, 755, Optional.empty()),
                    "41  000002F1  000002F3"), // xid, subxid
            Sample.of(
                    "StreamAbort, 25 bytes",
                    Place.OUTSIDE,
                    new StreamAbort(753, 753, Optional.of(new StreamAbort.Abort(LSN, TIME))),
                    "41  000002F1  000002F1  0000000001573E78  0002C511ADAD2DA8"), // ..., abortLsn, abortTime
            Sample.of(
                    "StreamPrepare",
                    Place.OUTSIDE,
                    new StreamPrepare(LSN, END, TIME, 753, "gid 1"),
                    "70  00  0000000001573E78  00000016B374D848  0002C511ADAD2DA8  000002F1  'gid 1' 00"));

    static final List<Sample> PREPARED = List.of(
            Sample.of(
                    "BeginPrepare",
                    Place.OUTSIDE,
                    new BeginPrepare(LSN, END, TIME, 753, "gid 1"),
                    "62  0000000001573E78  00000016B374D848  0002C511ADAD2DA8  000002F1  'gid 1' 00"), // no flags here
            Sample.of(
                    "Prepare",
                    Place.OUTSIDE,
                    new Prepare(LSN, END, TIME, 753, "gid 1"),
                    "50  00  0000000001573E78  00000016B374D848  0002C511ADAD2DA8  000002F1  'gid 1' 00"),
            Sample.of(
                    "CommitPrepared",
                    Place.OUTSIDE,
                    new CommitPrepared(LSN, END, TIME, 753, "gid 1"),
                    "4B  00  0000000001573E78  00000016B374D848  0002C511ADAD2DA8  000002F1  'gid 1' 00"),
            Sample.of(
                    "RollbackPrepared",
                    Place.OUTSIDE,
                    new RollbackPrepared(LSN, END, TIME, new PgTime(1), 753, "gid 1"),
                    "72  00  0000000001573E78  00000016B374D848", // flags, prepareEndLsn, rollbackEndLsn
                    "0002C511ADAD2DA8  0000000000000001  000002F1  'gid 1' 00")); // prepareTime, rollbackTime, ...

    private static final List<Column> COLUMNS =
            List.of(new Column(true, "id", 23, -1), new Column(false, "naïve", 1043, 14));

    private static Stream<Sample> relations(Place place, String xid, long expectedXid) {
        return Stream.of(
                Sample.of(
                        "Relation",
                        place,
                        new Relation(expectedXid, 16385, "public", "users", ReplicaIdentity.DEFAULT, COLUMNS),
                        "52" + xid + "00004001  'public' 00  'users' 00  'd'  0002", // oid, schema, name, identity
                        "01  'id' 00  00000017  FFFFFFFF", // flags, name, type, typmod
                        "00  'naïve' 00  00000413  0000000E"),
                Sample.of(
                        "Relation without columns, of pg_catalog",
                        place,
                        new Relation(expectedXid, 4_294_967_295L, "", "t", ReplicaIdentity.NOTHING, List.of()),
                        "52" + xid + "FFFFFFFF  00  't' 00  'n'  0000"),
                Sample.of(
                        "Relation with an index as identity",
                        place,
                        new Relation(expectedXid, 16385, "s", "t", ReplicaIdentity.INDEX, List.of()),
                        "52" + xid + "00004001  's' 00  't' 00  'i'  0000"),
                Sample.of(
                        "Relation with the full row as identity",
                        place,
                        new Relation(expectedXid, 16385, "s", "t", ReplicaIdentity.FULL, List.of()),
                        "52" + xid + "00004001  's' 00  't' 00  'f'  0000"));
    }

    private static Stream<Sample> typesAndTruncates(Place place, String xid, long expectedXid) {
        return Stream.of(
                Sample.of(
                        "Type",
                        place,
                        new Type(expectedXid, 16390, "public", "mood"),
                        "59" + xid + "00004006  'public' 00  'mood' 00"), // oid, schema, name
                Sample.of(
                        "Truncate of two, cascading, restarting sequences",
                        place,
                        new Truncate(expectedXid, true, true, List.of(16385L, 4_294_967_295L)),
                        "54" + xid + "00000002  03  00004001  FFFFFFFF"), // how many, flags, relations
                Sample.of(
                        "Truncate of one",
                        place,
                        new Truncate(expectedXid, false, false, List.of(16385L)),
                        "54" + xid + "00000001  00  00004001"),
                Sample.of(
                        "Truncate of none",
                        place,
                        new Truncate(expectedXid, true, false, List.of()),
                        "54" + xid + "00000000  01"));
    }

    private static Stream<Sample> inserts(Place place, String xid, long expectedXid) {
        String ids = "[xid=" + expectedXid + ", relation=16385";
        String relation = xid + "00004001";
        return Stream.of(
                Sample.of(
                        "Insert with every kind of column",
                        place,
                        "Insert" + ids + ", new=(t'né', n, u, b 00ff)]",
                        "49" + relation + "'N'  0004", // mark, columns
                        "'t' 00000003 'né'  'n'  'u'  'b' 00000002 00FF"),
                Sample.of(
                        "Insert of nothing and of empty values",
                        place,
                        "Insert" + ids + ", new=(t'', b )]",
                        "49" + relation + "'N'  0002  't' 00000000  'b' 00000000"),
                Sample.of(
                        "Insert without columns", place, "Insert" + ids + ", new=()]", "49" + relation + "'N'  0000"));
    }

    private static Stream<Sample> updatesAndDeletes(Place place, String xid, long expectedXid) {
        String ids = "[xid=" + expectedXid + ", relation=16385";
        String relation = xid + "00004001";
        return Stream.of(
                Sample.of(
                        "Update of the rest",
                        place,
                        "Update" + ids + ", new=(t'1', u)]",
                        "55" + relation + "'N'  0002  't' 00000001 '1'  'u'"),
                Sample.of(
                        "Update of the key",
                        place,
                        "Update" + ids + ", key=(t'1', n), new=(t'2', u)]",
                        "55" + relation + "'K'  0002  't' 00000001 '1'  'n'",
                        "'N'  0002  't' 00000001 '2'  'u'"),
                Sample.of(
                        "Update with the old row",
                        place,
                        "Update" + ids + ", old=(b 00000001, t'a'), new=(b 00000002, n)]",
                        "55" + relation + "'O'  0002  'b' 00000004 00000001  't' 00000001 'a'",
                        "'N'  0002  'b' 00000004 00000002  'n'"),
                Sample.of(
                        "Delete by key",
                        place,
                        "Delete" + ids + ", key=(t'1', n)]",
                        "44" + relation + "'K'  0002  't' 00000001 '1'  'n'"),
                Sample.of(
                        "Delete with the old row",
                        place,
                        "Delete" + ids + ", old=(t'1', t'a')]",
                        "44" + relation + "'O'  0002  't' 00000001 '1'  't' 00000001 'a'"));
    }

    private static Stream<Sample> messages(Place place, String xid, long expectedXid) {
        String begin = "LogicalMessage[xid=" + expectedXid;
        return Stream.of(
                Sample.of(
                        "LogicalMessage, transactional",
                        place,
                        begin + ", transactional=true, lsn=16/B374D848, prefix=out, content=6869]",
                        "4D" + xid + "01  00000016B374D848  'out' 00  00000002  'hi'"), // flags, lsn, prefix, content
                Sample.of(
                        "LogicalMessage, not transactional, empty",
                        place,
                        begin + ", transactional=false, lsn=16/B374D848, prefix=, content=]",
                        "4D" + xid + "00  00000016B374D848  00  00000000"));
    }

    private MessageSamples() {}

    static List<Sample> all() {
        return Stream.of(TRANSACTIONS.stream(), STREAMS.stream(), PREPARED.stream(), changes())
                .flatMap(samples -> samples)
                .toList();
    }

    private static Stream<Sample> changes() {
        return Stream.concat(
                changes(Place.OUTSIDE, " ", PgOutputMessage.NOT_STREAMED),
                changes(Place.IN_BLOCK, " 800002F3 ", 0x8000_02F3L));
    }

    /** The same bytes in both places but for the xid, which is there in a block and nowhere else. */
    private static Stream<Sample> changes(Place place, String xid, long expectedXid) {
        return Stream.of(
                        relations(place, xid, expectedXid),
                        typesAndTruncates(place, xid, expectedXid),
                        inserts(place, xid, expectedXid),
                        updatesAndDeletes(place, xid, expectedXid),
                        messages(place, xid, expectedXid))
                .flatMap(samples -> samples);
    }
}
