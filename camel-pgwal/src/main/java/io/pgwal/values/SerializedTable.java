package io.pgwal.values;

import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as it is serialized: what its rows need to be decoded without the server's catalog.
 *
 * @param types those of the columns and their parts that are not built in
 */
@SuppressWarnings("serial") // List.copyOf makes serializable lists
record SerializedTable(Relation relation, List<PgType> types) implements Serializable {

    SerializedTable {
        types = List.copyOf(types);
    }

    static SerializedTable of(RowDecoder table) {
        Map<Long, PgType> types = new LinkedHashMap<>();
        Deque<PgType> next = new ArrayDeque<>();
        table.relation().columns().forEach(column -> next.add(column.type()));
        while (!next.isEmpty()) {
            PgType type = next.remove();
            if (!TypeCatalog.isBuiltin(type.oid())
                    && !(type instanceof PgType.Unknown)
                    && types.putIfAbsent(type.oid(), type) == null) {
                parts(type).forEach(part -> next.add(table.type(part)));
            }
        }
        return new SerializedTable(table.relation(), new ArrayList<>(types.values()));
    }

    private static List<Long> parts(PgType type) {
        if (type instanceof PgType.Array array) {
            return List.of(array.element());
        } else if (type instanceof PgType.Domain domain) {
            return List.of(domain.base());
        } else if (type instanceof PgType.Range range) {
            return List.of(range.subtype());
        } else if (type instanceof PgType.Multirange multirange) {
            return List.of(multirange.range());
        } else if (type instanceof PgType.Composite composite) {
            return composite.attributes().stream().map(PgType.Attribute::type).toList();
        }
        return List.of();
    }

    private Object readResolve() throws InvalidObjectException {
        if (relation == null) {
            throw new InvalidObjectException("A serialized table has no description");
        }
        TypeCatalog catalog = new TypeCatalog();
        types.forEach(catalog::add);
        Set<String> key = new HashSet<>(relation.key());
        List<PgOutputMessage.Relation.Column> columns = new ArrayList<>();
        for (Column column : relation.columns()) {
            boolean identity = column.key() || relation.replicaIdentity() == ReplicaIdentity.FULL;
            columns.add(new PgOutputMessage.Relation.Column(
                    identity, column.name(), column.type().oid(), column.typmod()));
        }
        PgOutputMessage.Relation message = new PgOutputMessage.Relation(
                PgOutputMessage.NOT_STREAMED,
                relation.oid(),
                relation.schema(),
                relation.name(),
                relation.replicaIdentity(),
                columns);
        // what does not decode was reported when the row was written
        return new RowDecoder(message, catalog, key, undecodable -> {});
    }
}
