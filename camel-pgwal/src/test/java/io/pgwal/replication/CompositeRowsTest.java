package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.CompositeRows.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against every short history of a composite type: names are never wrong for values of any of its versions. */
class CompositeRowsTest {

    private static final int MOST_ATTRIBUTES = 4;

    /** A row of pg_attribute and the command that wrote it. */
    private record Stored(String name, boolean dropped, int command) {}

    /** The catalogs after a number of commands, and the names that each version had. */
    private record History(List<Stored> rows, int ofType, int ofClass, int commands, List<List<String>> versions) {

        History then(List<Stored> changed, boolean touchesType, boolean touchesClass) {
            int command = commands + 1;
            List<List<String>> all = new ArrayList<>(versions);
            all.add(changed.stream()
                    .filter(row -> !row.dropped)
                    .map(Stored::name)
                    .toList());
            return new History(changed, touchesType ? command : ofType, touchesClass ? command : ofClass, command, all);
        }

        List<Attribute> seen() {
            return rows.stream()
                    .map(row -> new Attribute(
                            row.name, 23, row.dropped, row.command == ofType, row.command == ofClass, false))
                    .toList();
        }

        List<String> today() {
            return versions.get(versions.size() - 1);
        }
    }

    @Test
    void no_version_of_a_type_is_named_by_attributes_of_another() {
        for (int attributes = 0; attributes <= 2; attributes++) {
            check(created(attributes), 4);
        }
    }

    @Test
    void values_before_and_after_one_added_attribute_are_named() {
        History added = add(created(2));
        assertThat(CompositeRows.isCertain(added.seen())).isFalse();
        assertThat(CompositeRows.lengths(added.seen())).isEqualTo(Set.of(2, 3));
    }

    @Test
    void values_of_a_type_that_was_never_altered_are_certain() {
        assertThat(CompositeRows.isCertain(created(2).seen())).isTrue();
        assertThat(CompositeRows.isCertain(rename(created(2), 0).seen())).isFalse();
    }

    private static void check(History history, int more) {
        List<Attribute> seen = history.seen();
        Set<Integer> lengths =
                CompositeRows.isCertain(seen) ? Set.of(history.today().size()) : CompositeRows.lengths(seen);
        for (List<String> version : history.versions) {
            // "()" may be one field that is NULL, or none
            int fields = version.isEmpty() ? 1 : version.size();
            if (lengths.contains(version.size()) || lengths.contains(fields)) {
                assertThat(history.today().subList(0, version.size()))
                        .as("%s of %s", version, history)
                        .isEqualTo(version);
            }
        }
        if (more > 0) {
            next(history).forEach(each -> check(each, more - 1));
        }
    }

    private static List<History> next(History history) {
        List<History> next = new ArrayList<>();
        next.add(history.then(history.rows, true, true)); // ALTER TYPE RENAME TO
        next.add(history.then(history.rows, true, false)); // GRANT
        if (history.rows.size() < MOST_ATTRIBUTES) {
            next.add(add(history));
        }
        for (int i = 0; i < history.rows.size(); i++) {
            if (!history.rows.get(i).dropped) {
                next.add(rename(history, i));
                next.add(drop(history, i));
            }
        }
        return next;
    }

    private static History created(int attributes) {
        List<Stored> rows = new ArrayList<>();
        for (int i = 0; i < attributes; i++) {
            rows.add(new Stored("a" + i, false, 0));
        }
        return new History(
                rows, 0, 0, 0, List.of(rows.stream().map(Stored::name).toList()));
    }

    private static History add(History history) {
        List<Stored> rows = new ArrayList<>(history.rows);
        rows.add(new Stored("added" + history.commands, false, history.commands + 1));
        return history.then(rows, false, true);
    }

    private static History rename(History history, int i) {
        return replaced(history, i, new Stored("renamed" + history.commands, false, history.commands + 1));
    }

    private static History drop(History history, int i) {
        return replaced(history, i, new Stored("........pg.dropped", true, history.commands + 1));
    }

    private static History replaced(History history, int i, Stored row) {
        List<Stored> rows = new ArrayList<>(history.rows);
        rows.set(i, row);
        return history.then(rows, false, false);
    }
}
