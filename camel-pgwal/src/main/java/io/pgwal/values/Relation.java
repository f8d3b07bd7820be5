package io.pgwal.values;

import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import java.io.Serializable;
import java.util.List;

/**
 * A table as one Relation message describes it.
 *
 * @param oid     stays the same when the table is renamed or moved to another schema
 * @param columns those that are published, in the table's order
 */
public record Relation(long oid, String schema, String name, ReplicaIdentity replicaIdentity, List<Column> columns)
        implements Serializable {

    public Relation {
        columns = List.copyOf(columns);
    }

    /** Schema and name joined by a dot, unquoted, such as {@code public.orders}. */
    public String qualifiedName() {
        return schema + "." + name;
    }

    /** Names of the key columns in the table's order; empty when the table has no key. */
    public List<String> key() {
        return columns.stream().filter(Column::key).map(Column::name).toList();
    }
}
