package io.pgwal.values;

import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Map of a composite value or of an hstore. Immutable. */
final class ValueMap extends ReadOnlyMap implements Serializable {

    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, Object> values;

    /** @param values not to be changed afterwards */
    ValueMap(LinkedHashMap<String, Object> values) {
        this.values = values;
    }

    @Override
    public Object get(Object name) {
        return values.get(name);
    }

    @Override
    public boolean containsKey(Object name) {
        return values.containsKey(name);
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    Iterator<Map.Entry<String, Object>> entries() {
        Iterator<Map.Entry<String, Object>> entries = values.entrySet().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public Map.Entry<String, Object> next() {
                Map.Entry<String, Object> next = entries.next();
                return entry(next.getKey(), next.getValue());
            }

            @Override
            public void remove() {
                throw refusal();
            }
        };
    }

    @Override
    UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "A composite value or an hstore of a row is immutable. Copy it: new LinkedHashMap<>(value)");
    }
}
