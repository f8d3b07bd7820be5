package io.pgwal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every way to change a row, or a value in it, is refused with a text that says what to do. */
class RowImmutabilityTest {

    private static final Map<String, Consumer<Map<String, Object>>> CHANGES = new LinkedHashMap<>();

    static {
        CHANGES.put("put", map -> map.put("id", 2));
        CHANGES.put("put of a new column", map -> map.put("other", 2));
        CHANGES.put("putAll", map -> map.putAll(Map.of("id", 2)));
        CHANGES.put("putAll of nothing", map -> map.putAll(Map.of()));
        CHANGES.put("putIfAbsent", map -> map.putIfAbsent("id", 2));
        CHANGES.put("remove", map -> map.remove("id"));
        CHANGES.put("remove of a missing column", map -> map.remove("other"));
        CHANGES.put("remove of a pair", map -> map.remove("id", 3));
        CHANGES.put("clear", Map::clear);
        CHANGES.put("replace", map -> map.replace("other", 2));
        CHANGES.put("replace of a value", map -> map.replace("id", 3, 2));
        CHANGES.put("replaceAll", map -> map.replaceAll((column, value) -> value));
        CHANGES.put("computeIfAbsent", map -> map.computeIfAbsent("id", column -> 2));
        CHANGES.put("computeIfPresent", map -> map.computeIfPresent("other", (column, value) -> 2));
        CHANGES.put("compute", map -> map.compute("id", (column, value) -> 2));
        CHANGES.put("merge", map -> map.merge("id", 2, (one, other) -> one));
        CHANGES.put("setValue", map -> map.entrySet().iterator().next().setValue(2));
        CHANGES.put("removal by the iterator of entries", map -> removeFirst(map.entrySet()));
        CHANGES.put("removal by the iterator of keys", map -> removeFirst(map.keySet()));
        CHANGES.put("removal by the iterator of values", map -> removeFirst(map.values()));
        CHANGES.put("remove of a key", map -> map.keySet().remove("id"));
        CHANGES.put("remove of a missing key", map -> map.keySet().remove("other"));
        CHANGES.put("clear of keys", map -> map.keySet().clear());
        CHANGES.put("clear of values", map -> map.values().clear());
        CHANGES.put("clear of entries", map -> map.entrySet().clear());
        CHANGES.put("removeIf of values", map -> map.values().removeIf(value -> false));
        CHANGES.put("removeIf of entries", map -> map.entrySet().removeIf(entry -> false));
        CHANGES.put("retainAll of keys", map -> map.keySet().retainAll(List.of()));
        CHANGES.put("removeAll of values", map -> map.values().removeAll(List.of()));
        CHANGES.put("remove of a value", map -> map.values().remove("nothing"));
        CHANGES.put("add of a key", map -> map.keySet().add("other"));
        CHANGES.put("addAll of values", map -> map.values().addAll(List.of(1)));
    }

    private static Row row() {
        return Row.builder("public.orders")
                .key("id", 1)
                .column("total", null)
                .column("tags", List.of("b", "a"))
                .column("address", Map.of("city", "Ulm"))
                .build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> address() {
        return (Map<String, Object>) row().get("address");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> tags() {
        return (List<Object>) row().get("tags");
    }

    private static void removeFirst(Collection<?> view) {
        Iterator<?> elements = view.iterator();
        elements.next();
        elements.remove();
    }

    @TestFactory
    Stream<DynamicTest> a_change_of_a_row_is_refused_with_what_to_do() {
        return CHANGES.entrySet().stream()
                .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> {
                    Row row = row();
                    assertThatThrownBy(() -> change.getValue().accept(row))
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("A row is immutable")
                            .hasMessageContaining("new LinkedHashMap<>(row)");
                    assertThat(row).isEqualTo(row());
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_change_of_a_composite_value_is_refused_with_what_to_do() {
        return CHANGES.entrySet().stream()
                .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> assertThatThrownBy(
                                () -> change.getValue().accept(address()))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("new LinkedHashMap<>(value)")));
    }

    @TestFactory
    Stream<DynamicTest> a_change_of_an_array_is_refused_with_what_to_do() {
        Map<String, Consumer<List<Object>>> changes = new LinkedHashMap<>();
        changes.put("set", list -> list.set(0, "c"));
        changes.put("add", list -> list.add("c"));
        changes.put("remove", list -> list.remove("nothing"));
        changes.put("remove of an index", list -> list.remove(0));
        changes.put("addAll", list -> list.addAll(List.of()));
        changes.put("removeIf", list -> list.removeIf(element -> false));
        changes.put("sort", list -> list.sort(null));
        changes.put("clear", List::clear);
        changes.put("removal by the iterator", RowImmutabilityTest::removeFirst);
        return changes.entrySet().stream()
                .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> assertThatThrownBy(
                                () -> change.getValue().accept(tags()))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("new ArrayList<>(array)")));
    }

    @Test
    void a_copy_of_a_row_can_be_changed_and_is_equal_before() {
        Map<String, Object> copy = new LinkedHashMap<>(row());
        assertThat(copy).isEqualTo(row()).hasSameHashCodeAs(row()).hasToString(row().toString());
        assertThat(row()).isEqualTo(copy);
        copy.put("id", 2);
        assertThat(copy).isNotEqualTo(row());
    }
}
