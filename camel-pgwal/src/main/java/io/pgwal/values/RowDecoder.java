package io.pgwal.values;

import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.Tuple;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tuples of one relation to rows. Names, positions and codecs are worked out once for each Relation message, and shared
 * by all its rows. Immutable; any thread.
 */
public final class RowDecoder implements Serializable {

    private static final long serialVersionUID = 1L;

    private final transient Relation relation;
    private final transient TypeCatalog types;
    private final transient Column[] columns;
    private final transient ValueCodec[] codecs;
    private final transient KeyEquality[] equalities;
    private final transient KeyHashing keyHashing;
    private final transient boolean keyTellsApart;
    private final transient Map<String, Integer> positions;
    private final transient Consumer<UndecodableValueException> undecodable;
    /** One object for all rows of this table, so that a stream of objects holds the description once. */
    private transient volatile SerializedTable serialized;

    /** As below, where every collation is known to take only equal bytes for equal. */
    public RowDecoder(
            PgOutputMessage.Relation message,
            TypeCatalog types,
            Set<String> primaryKey,
            Consumer<UndecodableValueException> undecodable) {
        this(
                message,
                types,
                primaryKey,
                message.columns().stream()
                        .map(PgOutputMessage.Relation.Column::name)
                        .collect(Collectors.toSet()),
                undecodable);
    }

    /**
     * @param primaryKey  names of the primary key's columns; used under REPLICA IDENTITY FULL, where the message flags
     *                    every column
     * @param deterministic names of the columns whose collation is known to take only equal bytes for equal; others of a
     *                    type that has a collation do not tell keys apart
     * @param undecodable called for each value that is delivered as text instead, by the thread that reads it
     */
    public RowDecoder(
            PgOutputMessage.Relation message,
            TypeCatalog types,
            Set<String> primaryKey,
            Set<String> deterministic,
            Consumer<UndecodableValueException> undecodable) {
        this.types = types;
        boolean full = message.replicaIdentity() == PgOutputMessage.ReplicaIdentity.FULL;
        List<Column> described = new ArrayList<>();
        this.codecs = new ValueCodec[message.columns().size()];
        this.equalities = new KeyEquality[message.columns().size()];
        this.positions = new HashMap<>();
        for (PgOutputMessage.Relation.Column column : message.columns()) {
            int i = described.size();
            boolean key = full ? primaryKey.contains(column.name()) : column.identity();
            described.add(new Column(column.name(), types.type(column.typeOid()), column.typmod(), key));
            codecs[i] = types.codec(column.typeOid());
            equalities[i] = key
                    ? KeyEquality.of(types.type(column.typeOid()), types, deterministic.contains(column.name()))
                    : KeyEquality.OTHER;
            positions.put(column.name(), i);
        }
        this.columns = described.toArray(Column[]::new);
        int[] key =
                IntStream.range(0, columns.length).filter(i -> columns[i].key()).toArray();
        this.keyHashing = new KeyHashing(
                Arrays.stream(key).mapToObj(i -> columns[i]).toList(),
                Arrays.stream(key).mapToObj(i -> equalities[i]).toList());
        this.keyTellsApart = keyHashing.tellsApart();
        String schema = message.schema().isEmpty() ? "pg_catalog" : message.schema();
        this.relation = new Relation(message.oid(), schema, message.name(), message.replicaIdentity(), described);
        this.undecodable = undecodable;
    }

    public Relation relation() {
        return relation;
    }

    /** Names of the key columns whose equality depends on their collation. */
    public List<String> collatedKey() {
        return relation.columns().stream()
                .filter(column -> column.key() && KeyEquality.isCollated(column.type(), types))
                .map(Column::name)
                .toList();
    }

    /** A whole row: an insert's, or an old one under REPLICA IDENTITY FULL. */
    public Row row(Tuple tuple) {
        return new Row(this, check(tuple), null, false, false);
    }

    /** The row after an update; what it leaves out is taken from the old row as far as that was sent. */
    public Row row(Tuple tuple, Optional<Tuple> key, Optional<Tuple> oldRow) {
        return new Row(this, check(tuple), oldTuple(key, oldRow), key.isPresent(), false);
    }

    /** An old row of which only the key columns were sent. */
    public Row key(Tuple tuple) {
        return new Row(this, check(tuple), null, false, true);
    }

    /** A row that was serialized. */
    Row restored(Tuple tuple, boolean keyOnly) {
        return new Row(this, check(tuple), null, false, keyOnly);
    }

    private Tuple oldTuple(Optional<Tuple> key, Optional<Tuple> oldRow) {
        Tuple old = key.isPresent() ? key.get() : oldRow.orElse(null);
        return old == null ? null : check(old);
    }

    private Tuple check(Tuple tuple) {
        if (tuple.size() != columns.length) {
            throw new RelationMismatchException(relation.qualifiedName(), columns.length, tuple.size());
        }
        return tuple;
    }

    /** Whether a part of the key tells rows apart. */
    boolean keyTellsApart() {
        return keyTellsApart;
    }

    /** One object for all rows of this decoder. */
    KeyHashing keyHashing() {
        return keyHashing;
    }

    int hash(Tuple tuple, int i) {
        Tuple.Kind kind = tuple.kind(i);
        if (kind != Tuple.Kind.TEXT && kind != Tuple.Kind.BINARY) {
            return 0;
        }
        try {
            return equalities[i].hash(tuple, i, codecs[i]);
        } catch (RuntimeException e) {
            // reported when the value is read; here it must not stop the session. All such values hash alike
            return 0;
        }
    }

    PgType type(long oid) {
        return types.type(oid);
    }

    Column column(int i) {
        return columns[i];
    }

    /** -1 when there is no such column. */
    int index(Object column) {
        Integer i = positions.get(column);
        return i == null ? -1 : i;
    }

    Object decode(Tuple tuple, int i) {
        Tuple.Kind kind = tuple.kind(i);
        byte[] frame = tuple.frame();
        try {
            return switch (kind) {
                case NULL, UNCHANGED -> null;
                case TEXT -> codecs[i].fromText(frame, tuple.offset(i), tuple.length(i));
                case BINARY -> codecs[i].fromBinary(frame, tuple.offset(i), tuple.length(i));
            };
        } catch (RuntimeException e) {
            undecodable.accept(new UndecodableValueException(relation.qualifiedName(), columns[i], kind, e));
            return text(tuple, i);
        }
    }

    /** The server's own text; for bytes that are no text, PostgreSQL's own text for bytes, {@code \x} and hex. */
    private static String text(Tuple tuple, int i) {
        byte[] frame = tuple.frame();
        int from = tuple.offset(i);
        int length = tuple.length(i);
        if (tuple.kind(i) == Tuple.Kind.TEXT) {
            String text = new String(frame, from, length, StandardCharsets.UTF_8);
            if (TextCodecs.isWhole(text, frame, from, length)) {
                return text;
            }
        }
        return "\\x" + HexFormat.of().formatHex(frame, from, from + length);
    }

    private Object writeReplace() {
        SerializedTable form = serialized;
        if (form == null) {
            synchronized (this) {
                form = serialized == null ? SerializedTable.of(this) : serialized;
                serialized = form;
            }
        }
        return form;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("A table is read through SerializedTable only");
    }
}
