package io.pgwal.values;

import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.protocol.Tuple;
import io.pgwal.protocol.TupleWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds a {@link Row} without a server, so that a route can be unit tested. Values are of the classes that PostgreSQL's
 * types become (a {@code BigDecimal} is a numeric); the row decodes them from their text, as it does for a server's.
 *
 * <p>A type can be named where the class does not tell it: {@code column("doc", "jsonb", "{}")}. Not thread-safe.
 */
public final class RowBuilder {

    private static final long OID = 16_385;

    private final String schema;
    private final String name;
    private final TypeGuess types = new TypeGuess();
    private final Map<String, Given> columns = new LinkedHashMap<>();
    private boolean full;

    /** What was said of one column. */
    private record Given(PgType type, Object value, boolean key, boolean sent) {}

    RowBuilder(String table) {
        int dot = table.indexOf('.');
        this.schema = dot < 0 ? "public" : table.substring(0, dot);
        this.name = table.substring(dot + 1);
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("'" + table + "' is not a table such as public.orders");
        }
    }

    /** Adds a column of the key. */
    public RowBuilder key(String column, Object value) {
        return add(column, new Given(types.of(value), value, true, true));
    }

    /** Adds a column of the key, of a built-in type such as {@code bpchar}. */
    public RowBuilder key(String column, String type, Object value) {
        return add(column, new Given(TypeGuess.named(type), value, true, true));
    }

    /** Adds a column; null is SQL NULL, in a column of type text. */
    public RowBuilder column(String column, Object value) {
        return add(column, new Given(types.of(value), value, false, true));
    }

    /** Adds a column of a built-in type such as {@code jsonb} or {@code int8[]}; null is SQL NULL. */
    public RowBuilder column(String column, String type, Object value) {
        return add(column, new Given(TypeGuess.named(type), value, false, true));
    }

    /** Adds a column for each entry, in the order of the Map. */
    public RowBuilder columns(Map<String, ?> values) {
        values.forEach(this::column);
        return this;
    }

    /** Adds a column of type text that PostgreSQL did not send, because an UPDATE left its TOASTed value alone. */
    public RowBuilder unchanged(String column) {
        return add(column, new Given(BuiltinTypes.find("text"), null, false, false));
    }

    /** Gives the table REPLICA IDENTITY FULL. Default: DEFAULT with a key, NOTHING without one. */
    public RowBuilder replicaIdentityFull() {
        full = true;
        return this;
    }

    private RowBuilder add(String column, Given given) {
        if (columns.put(column, given) != null) {
            throw new IllegalArgumentException("Column " + column + " was given before");
        }
        return this;
    }

    /** @throws IllegalArgumentException when a value is none of its column's type; the text does not have the value */
    public Row build() {
        Set<String> key = columns.entrySet().stream()
                .filter(column -> column.getValue().key)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
        RowDecoder decoder = new RowDecoder(description(key), types.catalog(), key, undecodable -> {
            throw new IllegalArgumentException(
                    "Column " + undecodable.column() + ": the value is none of its type", undecodable);
        });
        Row row = decoder.row(tuple());
        row.size();
        row.forEach((column, value) -> {}); // a value that does not decode fails here, and not in the route
        return row;
    }

    private PgOutputMessage.Relation description(Set<String> key) {
        List<PgOutputMessage.Relation.Column> described = columns.entrySet().stream()
                .map(column -> new PgOutputMessage.Relation.Column(
                        full || column.getValue().key,
                        column.getKey(),
                        column.getValue().type.oid(),
                        -1))
                .toList();
        ReplicaIdentity identity = key.isEmpty() ? ReplicaIdentity.NOTHING : ReplicaIdentity.DEFAULT;
        return new PgOutputMessage.Relation(
                PgOutputMessage.NOT_STREAMED, OID, schema, name, full ? ReplicaIdentity.FULL : identity, described);
    }

    private Tuple tuple() {
        TupleWriter tuple = new TupleWriter();
        TypedText text = new TypedText(types.catalog()::type);
        for (Given column : columns.values()) {
            if (column.value == null) {
                tuple.add(column.sent ? Tuple.Kind.NULL : Tuple.Kind.UNCHANGED);
            } else {
                byte[] bytes = text.of(column.value, column.type).getBytes(StandardCharsets.UTF_8);
                tuple.add(Tuple.Kind.TEXT, bytes, 0, bytes.length);
            }
        }
        return tuple.toTuple();
    }
}
