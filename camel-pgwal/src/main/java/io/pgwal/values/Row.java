package io.pgwal.values;

import io.pgwal.protocol.Tuple;
import io.pgwal.protocol.TupleWriter;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;

/**
 * One version of a row: column name → value, in the table's order, SQL NULL as null. Immutable. Columns that PostgreSQL
 * did not send are absent ({@link #unchanged()}).
 *
 * <p>A value is decoded when it is first read, by whichever thread reads it; a Row may be shared between threads. A Row
 * is serializable: it is written as the server's bytes with the description of its table, and read back as a Row.
 */
public final class Row extends ReadOnlyMap implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final VarHandle DECODED = MethodHandles.arrayElementVarHandle(Object[].class);
    /** Stands in {@link #decoded} for a NULL that was looked at; null there means "not looked at yet". */
    private static final Object SQL_NULL = new Object();

    private final transient RowDecoder decoder;
    private final transient Tuple tuple;
    /** The old row, asked for what the new one leaves out; null when there is none. */
    private final transient Tuple old;
    /** The old row holds the key columns only: its other NULLs say nothing. */
    private final transient boolean oldIsKey;
    /** This row is the key: other columns are absent. */
    private final transient boolean keyOnly;

    private final transient Object[] decoded;

    Row(RowDecoder decoder, Tuple tuple, Tuple old, boolean oldIsKey, boolean keyOnly) {
        this.decoder = decoder;
        this.tuple = tuple;
        this.old = old;
        this.oldIsKey = oldIsKey;
        this.keyOnly = keyOnly;
        this.decoded = new Object[tuple.size()];
    }

    /**
     * Starts a row for a test, without a server.
     *
     * @param table schema and table, such as {@code public.orders}; the schema {@code public} may be left out
     */
    public static RowBuilder builder(String table) {
        return new RowBuilder(table);
    }

    public Relation relation() {
        return decoder.relation();
    }

    /** What the oid of an element, attribute, base or subtype in a column's {@link PgType} stands for. */
    public PgType type(long oid) {
        return decoder.type(oid);
    }

    /** The key columns of this row alone; empty when the relation has no key. */
    public Row key() {
        return new Row(decoder, tuple, old, oldIsKey, true);
    }

    /**
     * Equal for rows whose keys PostgreSQL takes for equal; empty when the relation has no key, or one whose bytes do not
     * tell.
     */
    public OptionalInt keyHash() {
        if (!decoder.keyTellsApart()) {
            return OptionalInt.empty();
        }
        int hash = 1;
        for (int i = 0; i < decoded.length; i++) {
            if (decoder.column(i).key()) {
                Tuple source = source(i);
                hash = 31 * hash + (source == null ? 0 : decoder.hash(source, i));
            }
        }
        return OptionalInt.of(hash);
    }

    /** Returns how {@link #keyHash} is made: one object for all rows of one description of the table. */
    public KeyHashing keyHashing() {
        return decoder.keyHashing();
    }

    /** Bytes of the frame that this row keeps in memory; an old and a new row share theirs. */
    public int bytes() {
        return tuple.frame().length;
    }

    /** @throws NoSuchElementException when the relation has no such column */
    public Cell cell(String column) {
        int i = decoder.index(column);
        if (i < 0) {
            throw new NoSuchElementException(decoder.relation().qualifiedName() + " has no column " + column);
        }
        if (!isPresent(i)) {
            return Cell.Unchanged.UNCHANGED;
        }
        Object value = value(i);
        return value == null ? Cell.Null.NULL : new Cell.Value(value);
    }

    /** Names of the columns that PostgreSQL did not send because an UPDATE left their TOASTed value alone. */
    public List<String> unchanged() {
        List<String> names = null;
        for (int i = 0; i < decoded.length; i++) {
            if (belongs(i) && source(i) == null) {
                names = names == null ? new ArrayList<>() : names;
                names.add(decoder.column(i).name());
            }
        }
        return names == null ? List.of() : List.copyOf(names);
    }

    @Override
    public Object get(Object column) {
        int i = decoder.index(column);
        return i >= 0 && isPresent(i) ? value(i) : null;
    }

    @Override
    public boolean containsKey(Object column) {
        int i = decoder.index(column);
        return i >= 0 && isPresent(i);
    }

    @Override
    public int size() {
        int size = 0;
        for (int i = 0; i < decoded.length; i++) {
            size += isPresent(i) ? 1 : 0;
        }
        return size;
    }

    @Override
    Iterator<Map.Entry<String, Object>> entries() {
        return new Columns();
    }

    @Override
    UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "A row is immutable, because headers, copies and retries of the exchange"
                        + " share it. Copy it: new LinkedHashMap<>(row)");
    }

    private boolean belongs(int i) {
        return !keyOnly || decoder.column(i).key();
    }

    private boolean isPresent(int i) {
        return belongs(i) && source(i) != null;
    }

    /** The tuple that has the value of a column; null when it was not sent. */
    private Tuple source(int i) {
        if (tuple.kind(i) != Tuple.Kind.UNCHANGED) {
            return tuple;
        }
        boolean oldHasIt = old != null && (!oldIsKey || decoder.column(i).key()) && old.kind(i) != Tuple.Kind.UNCHANGED;
        return oldHasIt ? old : null;
    }

    private Object value(int i) {
        Object value = DECODED.getAcquire(decoded, i);
        if (value == null) {
            value = decoder.decode(source(i), i);
            value = value == null ? SQL_NULL : value;
            DECODED.setRelease(decoded, i, value);
        }
        return value == SQL_NULL ? null : value;
    }

    /** All values are read first: what does not decode is reported by the process that has the server's connection. */
    private Object writeReplace() {
        TupleWriter columns = new TupleWriter();
        for (int i = 0; i < decoded.length; i++) {
            Tuple source = source(i);
            if (!belongs(i) || source == null) {
                columns.add(belongs(i) ? Tuple.Kind.UNCHANGED : Tuple.Kind.NULL);
            } else if (value(i) == null) {
                columns.add(Tuple.Kind.NULL);
            } else {
                columns.add(source.kind(i), source.frame(), source.offset(i), source.length(i));
            }
        }
        return new SerializedRow(decoder, columns.toTuple().frame(), keyOnly);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("A row is read through SerializedRow only");
    }

    /** The present columns in order. */
    private final class Columns implements Iterator<Map.Entry<String, Object>> {
        private int next = nextPresent(0);

        private int nextPresent(int from) {
            int i = from;
            while (i < decoded.length && !isPresent(i)) {
                i++;
            }
            return i;
        }

        @Override
        public boolean hasNext() {
            return next < decoded.length;
        }

        @Override
        public Map.Entry<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int i = next;
            next = nextPresent(i + 1);
            return entry(decoder.column(i).name(), value(i));
        }

        @Override
        public void remove() {
            throw refusal();
        }
    }
}
