package io.pgwal.values;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A PostgreSQL array, immutable: a List of its elements, NULL as null; of more dimensions, a List of Lists. Equal to
 * every List with equal elements, whatever the lower bounds.
 */
public final class PgArray extends AbstractList<Object> implements RandomAccess, Serializable {

    private static final long serialVersionUID = 1L;

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

    @Override
    public Object set(int index, Object element) {
        throw refusal();
    }

    @Override
    public void add(int index, Object element) {
        throw refusal();
    }

    @Override
    public Object remove(int index) {
        throw refusal();
    }

    @Override
    public boolean remove(Object element) {
        throw refusal();
    }

    @Override
    public boolean addAll(Collection<?> elements) {
        throw refusal();
    }

    @Override
    public boolean addAll(int index, Collection<?> elements) {
        throw refusal();
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        throw refusal();
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        throw refusal();
    }

    @Override
    public boolean removeIf(Predicate<? super Object> filter) {
        throw refusal();
    }

    @Override
    public void replaceAll(UnaryOperator<Object> change) {
        throw refusal();
    }

    @Override
    public void sort(Comparator<? super Object> order) {
        throw refusal();
    }

    @Override
    public void clear() {
        throw refusal();
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException("An array of a row is immutable. Copy it: new ArrayList<>(array)");
    }
}
