package io.pgwal.benchmarks.consumer;

import java.util.List;
import java.util.Map;

/** How much of a row is looked at, as a route would: {@code none}, {@code three} columns by name, or {@code all}. */
final class RowReading {

    /** Column of a timed row: microseconds since 1970, by the server's {@code clock_timestamp()}. */
    static final String MADE = "made";

    private final Tally tally;
    private final String[] names;
    private final boolean all;

    /** Values go in here, so that no compiler leaves out reading them. */
    @SuppressWarnings("unused")
    private int sink;

    RowReading(String read, Source source, Tally tally) {
        if (!List.of("none", "three", "all").contains(read)) {
            throw new IllegalArgumentException("read=" + read + ": it is none, three or all");
        }
        this.tally = tally;
        names = read.equals("three") ? source.threeColumns().toArray(String[]::new) : new String[0];
        all = read.equals("all");
    }

    void read(Map<String, Object> row) {
        if (tally.isTimed()) {
            tally.came(((Number) row.get(MADE)).longValue());
        }
        int hash = 0;
        for (String name : names) {
            Object value = row.get(name);
            if (value == null) {
                throw new IllegalStateException("the row has no " + name);
            }
            hash += value.hashCode();
        }
        if (all) {
            hash += values(row);
        }
        sink += hash;
    }

    /** Also for headers. */
    int values(Map<String, Object> map) {
        int hash = 0;
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Object value = entry.getValue();
            hash += value == null ? 0 : System.identityHashCode(value.getClass());
        }
        sink += hash;
        return hash;
    }
}
