package io.pgwal.values;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A Map of columns that refuses every change, also through its views, with a text that says what to do instead. It
 * refuses too what would change nothing, such as the removal of a key that is not there.
 */
abstract class ReadOnlyMap extends AbstractMap<String, Object> {

    /** The entries in order. The iterator and its entries refuse changes by themselves. */
    abstract Iterator<Map.Entry<String, Object>> entries();

    /** What is refused, and what to do. */
    abstract UnsupportedOperationException refusal();

    @Override
    public abstract int size();

    @Override
    public final Set<Map.Entry<String, Object>> entrySet() {
        return new SetView<>() {
            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return entries();
            }
        };
    }

    @Override
    public final Set<String> keySet() {
        return new SetView<>() {
            @Override
            public Iterator<String> iterator() {
                return new Mapped<>(Map.Entry::getKey);
            }

            @Override
            public boolean contains(Object key) {
                return containsKey(key);
            }
        };
    }

    @Override
    public final Collection<Object> values() {
        return new CollectionView<>() {
            @Override
            public Iterator<Object> iterator() {
                return new Mapped<>(Map.Entry::getValue);
            }
        };
    }

    @Override
    public final Object put(String column, Object value) {
        throw refusal();
    }

    @Override
    public final void putAll(Map<? extends String, ?> columns) {
        throw refusal();
    }

    @Override
    public final Object putIfAbsent(String column, Object value) {
        throw refusal();
    }

    @Override
    public final Object remove(Object column) {
        throw refusal();
    }

    @Override
    public final boolean remove(Object column, Object value) {
        throw refusal();
    }

    @Override
    public final void clear() {
        throw refusal();
    }

    @Override
    public final Object replace(String column, Object value) {
        throw refusal();
    }

    @Override
    public final boolean replace(String column, Object from, Object to) {
        throw refusal();
    }

    @Override
    public final void replaceAll(BiFunction<? super String, ? super Object, ?> change) {
        throw refusal();
    }

    @Override
    public final Object computeIfAbsent(String column, Function<? super String, ?> value) {
        throw refusal();
    }

    @Override
    public final Object computeIfPresent(String column, BiFunction<? super String, ? super Object, ?> value) {
        throw refusal();
    }

    @Override
    public final Object compute(String column, BiFunction<? super String, ? super Object, ?> value) {
        throw refusal();
    }

    @Override
    public final Object merge(String column, Object value, BiFunction<? super Object, ? super Object, ?> merged) {
        throw refusal();
    }

    /** An entry whose value cannot be set. */
    final Map.Entry<String, Object> entry(String column, Object value) {
        return new SimpleImmutableEntry<>(column, value) {
            private static final long serialVersionUID = 1L;

            @Override
            public Object setValue(Object other) {
                throw refusal();
            }
        };
    }

    private final class Mapped<E> implements Iterator<E> {
        private final Iterator<Map.Entry<String, Object>> entries = entries();
        private final Function<Map.Entry<String, Object>, E> part;

        Mapped(Function<Map.Entry<String, Object>, E> part) {
            this.part = part;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public E next() {
            return part.apply(entries.next());
        }

        @Override
        public void remove() {
            throw refusal();
        }
    }

    private abstract class SetView<E> extends AbstractSet<E> {
        @Override
        public int size() {
            return ReadOnlyMap.this.size();
        }

        @Override
        public boolean add(E element) {
            throw refusal();
        }

        @Override
        public boolean addAll(Collection<? extends E> elements) {
            throw refusal();
        }

        @Override
        public boolean remove(Object element) {
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
        public boolean removeIf(Predicate<? super E> filter) {
            throw refusal();
        }

        @Override
        public void clear() {
            throw refusal();
        }
    }

    private abstract class CollectionView<E> extends AbstractCollection<E> {
        @Override
        public int size() {
            return ReadOnlyMap.this.size();
        }

        @Override
        public boolean add(E element) {
            throw refusal();
        }

        @Override
        public boolean addAll(Collection<? extends E> elements) {
            throw refusal();
        }

        @Override
        public boolean remove(Object element) {
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
        public boolean removeIf(Predicate<? super E> filter) {
            throw refusal();
        }

        @Override
        public void clear() {
            throw refusal();
        }
    }
}
