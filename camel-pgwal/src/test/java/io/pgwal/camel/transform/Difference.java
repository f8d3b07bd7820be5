package io.pgwal.camel.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is not the same in two records.
 *
 * @param table of the record
 * @param id    of its row; 0 when it has no column of this name
 * @param path  of the field, such as {@code /after/id}; {@code key...} in the record's key
 */
record Difference(String table, int id, String path, JsonNode debezium, JsonNode pgwal) {

    /** In order; empty for equal records. */
    static List<Difference> between(TwinEvent debezium, TwinEvent pgwal) {
        List<Difference> found = new ArrayList<>();
        new Comparison(pgwal, found).compare("key", debezium.keyTree(), pgwal.keyTree());
        new Comparison(pgwal, found).compare("", debezium.tree(), pgwal.tree());
        return found;
    }

    private record Comparison(TwinEvent record, List<Difference> found) {

        void compare(String path, JsonNode debezium, JsonNode pgwal) {
            if (debezium.isObject() && pgwal.isObject()) {
                Set<String> names = new LinkedHashSet<>();
                debezium.fieldNames().forEachRemaining(names::add);
                pgwal.fieldNames().forEachRemaining(names::add);
                for (String name : names) {
                    compare(path + "/" + name, debezium.path(name), pgwal.path(name));
                }
            } else if (!debezium.equals(pgwal)) {
                found.add(new Difference(record.table(), record.id(), path, debezium, pgwal));
            }
        }
    }

    /** Whether Debezium has no such field. */
    boolean isLeftOut() {
        return debezium instanceof MissingNode;
    }

    /** For a list of differences: which field of which table, and what Debezium has. */
    String where() {
        return table + path;
    }

    @Override
    public String toString() {
        return where() + ": Debezium has " + debezium + ", here is " + pgwal;
    }
}
