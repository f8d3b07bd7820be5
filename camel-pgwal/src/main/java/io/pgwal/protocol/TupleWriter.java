package io.pgwal.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link Tuple} column by column, in its wire form (TupleData). Not thread-safe. */
public final class TupleWriter {

    /** The int16 that holds the number of columns is signed. */
    private static final int MOST_COLUMNS = Short.MAX_VALUE;

    private final List<ByteBuffer> columns = new ArrayList<>();
    private long size = 2;

    /** Adds a column without a value: NULL or UNCHANGED. */
    public void add(Tuple.Kind kind) {
        ByteBuffer column = ByteBuffer.allocate(1).put((byte) (kind == Tuple.Kind.NULL ? 'n' : 'u'));
        add(column.flip());
    }

    /** Adds a TEXT or BINARY value, whose bytes are copied. */
    public void add(Tuple.Kind kind, byte[] bytes, int offset, int length) {
        ByteBuffer column = ByteBuffer.allocate(Math.addExact(5, length));
        column.put((byte) (kind == Tuple.Kind.TEXT ? 't' : 'b')).putInt(length).put(bytes, offset, length);
        add(column.flip());
    }

    private void add(ByteBuffer column) {
        if (columns.size() == MOST_COLUMNS) {
            throw new IllegalStateException("A tuple has at most " + MOST_COLUMNS + " columns");
        }
        columns.add(column);
        size += column.remaining();
    }

    /** @throws ArithmeticException when the columns together exceed 2 GiB */
    public Tuple toTuple() {
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(size)).putShort((short) columns.size());
        columns.forEach(column -> frame.put(column.duplicate()));
        return parse(frame.array());
    }

    /**
     * Reads a tuple that fills the whole array.
     *
     * @throws MalformedMessageException when the bytes are no tuple, or more than one
     */
    public static Tuple parse(byte[] frame) {
        WireReader in = new WireReader(frame, 0, frame.length, 0, "Tuple");
        Tuple tuple = Tuple.read(in);
        in.end();
        return tuple;
    }
}
