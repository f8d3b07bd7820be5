package io.pgwal.values;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * A PostgreSQL array, immutable: a List of its elements, NULL as null; of more dimensions, a List of Lists. Equal to
 * every List with equal elements, whatever the lower bounds.
 */
public final class PgArray extends AbstractList<Object> implements RandomAccess {

    private final List<Object> elements;
    private final List<Integer> lowerBounds;

    /** @param elements not to be changed afterwards */
    PgArray(List<Object> elements, List<Integer> lowerBounds) {
        this.elements = elements;
        this.lowerBounds = List.copyOf(lowerBounds);
    }

    /** The subscript of the first element in each dimension, 1 unless chosen otherwise; empty for an empty array. */
    public List<Integer> lowerBounds() {
        return lowerBounds;
    }

    @Override
    public Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
