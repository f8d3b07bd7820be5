package io.pgwal.protocol;

/**
 * One row version as it stands in its frame (TupleData): where each column is, nothing copied and nothing decoded.
 * Immutable as long as nobody writes to the frame; it keeps the frame in memory.
 */
public final class Tuple {

    /** What stands for a column. The letters are the protocol's. */
    public enum Kind {
        /** 'n': SQL NULL; in an old tuple of key columns only, also "not part of the key". */
        NULL,
        /** 'u': a TOASTed value that the statement did not change; it was not sent, and it is not NULL. */
        UNCHANGED,
        /** 't': the type's output text, in UTF-8. */
        TEXT,
        /** 'b': the bytes of the type's send function. */
        BINARY
    }

    /** 'n' or 'u', no value: 1 byte. 't' or 'b', a value: tag, int32 length. */
    private static final int VALUE_HEADER = 5;

    private final byte[] frame;
    private final int[] columns;

    private Tuple(byte[] frame, int[] columns) {
        this.frame = frame;
        this.columns = columns;
    }

    static Tuple read(WireReader in) {
        int count = in.countThatFits(in.int16("tuple.columns"), 2, 1, "tuple.columns");
        byte[] frame = in.array();
        int[] columns = new int[count];
        for (int i = 0; i < count; i++) {
            int at = in.take(1, "tuple.kind");
            columns[i] = at;
            switch (frame[at]) {
                case 't', 'b' -> in.take(in.int32("tuple.length"), "tuple.value");
                case 'n', 'u' -> {
                    // no value follows
                }
                default -> throw in.unexpected("tuple.kind", 1, "'n', 'u', 't' or 'b'", PgOutputDecoder.tag(frame[at]));
            }
        }
        return new Tuple(frame, columns);
    }

    /** How many columns the tuple has; as many as its Relation, or the relation is not the right one. */
    public int size() {
        return columns.length;
    }

    public Kind kind(int column) {
        return switch (frame[columns[column]]) {
            case 'n' -> Kind.NULL;
            case 'u' -> Kind.UNCHANGED;
            case 't' -> Kind.TEXT;
            default -> Kind.BINARY;
        };
    }

    /** The array that the values stand in. Not to be written to. */
    public byte[] frame() {
        return frame;
    }

    /** Where the value of a TEXT or BINARY column begins in {@link #frame()}. */
    public int offset(int column) {
        return columns[column] + VALUE_HEADER;
    }

    /** Bytes of the value of a TEXT or BINARY column. */
    public int length(int column) {
        return BigEndian.int32(frame, columns[column] + 1);
    }
}
