package io.pgwal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A message with all that it holds as one line of text, to compare in tests: what a record itself says, but with the
 * columns of tuples and the bytes of contents, {@code (t'1', n, u, b 00000001)}.
 */
final class MessageText {

    private MessageText() {}

    static String of(PgOutputMessage message) {
        if (message instanceof PgOutputMessage.Insert insert) {
            return "Insert[" + ids(insert.xid(), insert.relation()) + ", new=" + tuple(insert.newRow()) + "]";
        }
        if (message instanceof PgOutputMessage.Update update) {
            return "Update[" + ids(update.xid(), update.relation())
                    + update.key().map(key -> ", key=" + tuple(key)).orElse("")
                    + update.oldRow().map(old -> ", old=" + tuple(old)).orElse("")
                    + ", new=" + tuple(update.newRow()) + "]";
        }
        if (message instanceof PgOutputMessage.Delete delete) {
            return "Delete[" + ids(delete.xid(), delete.relation())
                    + delete.key().map(key -> ", key=" + tuple(key)).orElse("")
                    + delete.oldRow().map(old -> ", old=" + tuple(old)).orElse("")
                    + "]";
        }
        if (message instanceof PgOutputMessage.LogicalMessage logical) {
            return "LogicalMessage[xid=" + logical.xid() + ", transactional=" + logical.transactional() + ", lsn="
                    + logical.lsn() + ", prefix=" + logical.prefix() + ", content="
                    + HexFormat.of().formatHex(logical.content()) + "]";
        }
        return message.toString();
    }

    static String tuple(Tuple tuple) {
        return IntStream.range(0, tuple.size())
                .mapToObj(column -> column(tuple, column))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String ids(long xid, long relation) {
        return "xid=" + xid + ", relation=" + relation;
    }

    private static String column(Tuple tuple, int column) {
        return switch (tuple.kind(column)) {
            case NULL -> "n";
            case UNCHANGED -> "u";
            case TEXT ->
                "t'"
                        + new String(tuple.frame(), tuple.offset(column), tuple.length(column), StandardCharsets.UTF_8)
                        + "'";
            case BINARY ->
                "b "
                        + HexFormat.of()
                                .formatHex(
                                        tuple.frame(),
                                        tuple.offset(column),
                                        tuple.offset(column) + tuple.length(column));
        };
    }
}
