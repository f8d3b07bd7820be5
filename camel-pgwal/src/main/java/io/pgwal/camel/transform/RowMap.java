package io.pgwal.camel.transform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * The columns of a row as a Map of its own, which a route may change. Reading a column that PostgreSQL did not send is an
 * error: SQL would take a null for NULL, and overwrite the value.
 */
final class RowMap extends LinkedHashMap<String, Object> {

    private static final long serialVersionUID = 1L;

    private final String table;
    private final Set<String> unchanged;

    RowMap(String table, List<String> unchanged) {
        this.table = table;
        this.unchanged = Set.copyOf(unchanged);
    }

    /** @throws IllegalStateException when PostgreSQL did not send the column */
    @Override
    public Object get(Object column) {
        if (column instanceof String && unchanged.contains(column) && !containsKey(column)) {
            throw new IllegalStateException("PostgreSQL did not send " + table + "." + column
                    + ": it is a large value that the UPDATE left alone. Leave the column out of the statement when the"
                    + " header CamelPgWalUnchanged names it, or set REPLICA IDENTITY FULL");
        }
        return super.get(column);
    }
}
