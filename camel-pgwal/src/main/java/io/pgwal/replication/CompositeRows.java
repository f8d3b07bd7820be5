package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.values.PgType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A composite type as its rows in today's catalog tell it, and what these rows prove about values written earlier. The
 * server writes a value by the catalog at the value's own position in the WAL, and ALTER TYPE sends nothing.
 *
 * @param type    as it is today; its lengths are those that are right for any value before this look
 * @param certain whether no value that the slot still delivers, before this look, was written by another definition
 * @param version equal when no row was written in between
 * @param seenAt  values from this position on were written by this definition or a later one
 */
record CompositeRows(PgType.Composite type, boolean certain, String version, Lsn seenAt) {

    /**
     * A row of pg_attribute.
     *
     * @param original written by the command that created the type
     * @param latest   written by the command that last added an attribute
     * @param older    written before any change that the slot still delivers
     */
    record Attribute(String name, long type, boolean dropped, boolean original, boolean latest, boolean older) {}

    /** The type for values that this definition is known to have written. */
    PgType.Composite exact() {
        return new PgType.Composite(type.oid(), type.schema(), type.name(), type.attributes());
    }

    List<Long> parts() {
        return type.attributes().stream().map(PgType.Attribute::type).toList();
    }

    /** Collects the rows in the order of attnum. */
    static final class Builder {
        private final PgType.Composite of;
        private final List<Attribute> rows = new ArrayList<>();
        private final StringBuilder version = new StringBuilder();
        private Lsn seenAt = Lsn.ZERO;

        Builder(PgType.Composite of) {
            this.of = of;
        }

        void add(Attribute row, String rowVersion, Lsn position) {
            rows.add(row);
            version.append(rowVersion).append(' ');
            seenAt = Lsn.max(seenAt, position);
        }

        CompositeRows build() {
            List<PgType.Attribute> attributes = rows.stream()
                    .filter(row -> !row.dropped)
                    .map(row -> new PgType.Attribute(row.name, row.type))
                    .toList();
            boolean certain = isCertain(rows);
            Set<Integer> lengths = certain ? Set.of(attributes.size()) : lengths(rows);
            return new CompositeRows(
                    new PgType.Composite(of.oid(), of.schema(), of.name(), attributes, lengths),
                    certain,
                    version.toString(),
                    seenAt);
        }
    }

    /** Written before all that the slot delivers, or never altered at all. */
    static boolean isCertain(List<Attribute> rows) {
        return rows.stream().allMatch(Attribute::older) || rows.stream().allMatch(Attribute::original);
    }

    /**
     * The numbers of fields for which the first attributes of today are right, whenever the value was written. Attributes
     * with which the type was created and that were never touched are part of every version, at the front: as many fields
     * are these. One more field is the one attribute that was ever added, if it was not touched since.
     */
    static Set<Integer> lengths(List<Attribute> rows) {
        int untouched = rows.stream()
                .takeWhile(Attribute::original)
                .collect(Collectors.toList())
                .size();
        Set<Integer> lengths = new HashSet<>();
        if (untouched == 0) {
            return lengths; // "()" is no field, or a single NULL
        }
        lengths.add(untouched);
        if (rows.size() == untouched + 1 && rows.get(untouched).latest && !rows.get(untouched).dropped) {
            lengths.add(untouched + 1);
        }
        return lengths;
    }
}
