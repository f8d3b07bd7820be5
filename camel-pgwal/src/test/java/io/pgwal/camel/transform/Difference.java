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
 * @param path  of the field, such as {@code /after/id}; {@code key...} in the record's key
 */
record Difference(String table, String path, JsonNode debezium, JsonNode pgwal) {

    /** In order; empty for equal records. */
    static List<Difference> between(TwinEvent debezium, TwinEvent pgwal) {
        List<Difference> found = new ArrayList<>();
        String table = debezium.value() == null ? pgwal.table() : debezium.table();
        compare(table, "key", debezium.keyTree(), pgwal.keyTree(), found);
        compare(table, "", debezium.tree(), pgwal.tree(), found);
        return found;
    }

    private static void compare(String table, String path, JsonNode debezium, JsonNode pgwal, List<Difference> found) {
        if (debezium.isObject() && pgwal.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            debezium.fieldNames().forEachRemaining(names::add);
            pgwal.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(table, path + "/" + name, debezium.path(name), pgwal.path(name), found);
            }
        } else if (!debezium.equals(pgwal)) {
            found.add(new Difference(table, path, debezium, pgwal));
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
