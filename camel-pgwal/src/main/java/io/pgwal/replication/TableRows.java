package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Primary key and collations of a table as its rows in today's catalog tell them, and what these rows prove about changes
 * made earlier. A table that is altered is described again before its next change, so for changes after the look they are
 * right.
 *
 * @param columns      in the order of attnum, dropped ones included
 * @param indexCertain whether the primary key has been on the same columns in all changes that the slot still delivers
 * @param seenAt       changes from this position on are of the table as it is here
 */
record TableRows(List<Column> columns, boolean indexCertain, Lsn seenAt) {

    /**
     * A row of pg_attribute.
     *
     * @param key           part of the primary key
     * @param deterministic whether its collation, if it has one, takes only equal bytes for equal
     * @param certain       whether it was the same in all changes that the slot still delivers
     */
    record Column(String name, boolean dropped, boolean key, boolean deterministic, boolean certain) {}

    /** Of a table that a transaction may have altered which has not ended: no position is behind it. */
    private static final Lsn NEVER = new Lsn(-1);

    /** Of a table whose catalog says nothing, or that nobody had to ask about. */
    static final TableRows NONE = new TableRows(List.of(), true, Lsn.ZERO);

    /** Names of the primary key's columns as they are today; empty when the message does not have all of them. */
    Set<String> primaryKey(PgOutputMessage.Relation message) {
        Set<String> names = new HashSet<>();
        columns.stream().filter(Column::key).forEach(column -> names.add(column.name));
        return names(message).containsAll(names) ? names : Set.of();
    }

    /**
     * Names of the primary key's columns in a description of the table that may be older than this look.
     *
     * @return empty when that is not known
     */
    Set<String> certainPrimaryKey(PgOutputMessage.Relation message) {
        if (!indexCertain) {
            return Set.of();
        }
        if (columns.size() == message.columns().size() && columns.stream().noneMatch(Column::dropped)) {
            // all columns that there ever were, so they are told apart by their places, whatever they are named now
            Set<String> names = new HashSet<>();
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).key) {
                    names.add(message.columns().get(i).name());
                }
            }
            return names;
        }
        boolean certain = columns.stream().filter(Column::key).allMatch(Column::certain);
        return certain ? primaryKey(message) : Set.of();
    }

    /** Names of the columns that are compared by their bytes today. */
    Set<String> deterministic() {
        Set<String> names = new HashSet<>();
        columns.stream().filter(Column::deterministic).forEach(column -> names.add(column.name));
        return names;
    }

    /** Names of the columns that were compared by their bytes in all changes that the slot still delivers. */
    Set<String> certainlyDeterministic() {
        Set<String> names = new HashSet<>();
        columns.stream()
                .filter(column -> column.deterministic && column.certain)
                .forEach(column -> names.add(column.name));
        return names;
    }

    private static Set<String> names(PgOutputMessage.Relation message) {
        Set<String> names = new HashSet<>();
        message.columns().forEach(column -> names.add(column.name()));
        return names;
    }

    /** Collects the rows in the order of attnum. */
    static final class Builder {
        private final boolean inDoubt;
        private final List<Column> columns = new ArrayList<>();
        private boolean indexCertain;
        private Lsn seenAt = Lsn.ZERO;

        /** @param inDoubt a transaction that has not ended may have altered the table */
        Builder(boolean inDoubt) {
            this.inDoubt = inDoubt;
        }

        void add(Column column, boolean certainIndex, Lsn position) {
            columns.add(
                    inDoubt
                            ? new Column(column.name, column.dropped, column.key, column.deterministic, false)
                            : column);
            indexCertain = certainIndex && !inDoubt;
            seenAt = Lsn.max(seenAt, position);
        }

        TableRows build() {
            return columns.isEmpty()
                    ? NONE
                    : new TableRows(List.copyOf(columns), indexCertain, inDoubt ? NEVER : seenAt);
        }
    }
}
