package io.pgwal.values;

import java.util.List;

/**
 * How the rows of one description of a table hash their keys. Two that are not equal may hash one key differently, so
 * the order of changes needs a barrier between them. Immutable.
 */
public final class KeyHashing {

    private final List<Column> columns;
    private final List<KeyEquality> equalities;

    /** @param equalities one for each column */
    KeyHashing(List<Column> columns, List<KeyEquality> equalities) {
        this.columns = List.copyOf(columns);
        this.equalities = List.copyOf(equalities);
    }

    /** Returns whether a part of the key tells rows apart. */
    boolean tellsApart() {
        return equalities.stream().anyMatch(equality -> equality != KeyEquality.OTHER);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof KeyHashing hashing
                        && columns.equals(hashing.columns)
                        && equalities.equals(hashing.equalities);
    }

    @Override
    public int hashCode() {
        return 31 * columns.hashCode() + equalities.hashCode();
    }
}
