package io.pgwal.reliability;

import io.pgwal.reliability.Truth.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what was delivered with the truth.
 *
 * <ol>
 *   <li>Every event id has the same content each time.
 *   <li>Every change in the journal was delivered, and nothing else was.
 *   <li>By event id, the changes of each key are in the order of the journal.
 *   <li>The events as they first came, in order of their ids, lead to the tables as they are.
 *   <li>They also arrived in order, see {@link ArrivalOrder}.
 * </ol>
 *
 * <p>Events of a prepared transaction that was rolled back do not count where transactions are delivered when prepared.
 */
final class Checker {

    private final Truth truth;
    private final List<Delivered> deliveries;
    private final Map<String, RecordedEvent> events = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> invented = new ArrayList<>();
    private final List<String> outOfOrder = new ArrayList<>();
    private final List<String> different = new ArrayList<>();

    private Checker(Truth truth, List<Delivered> deliveries) {
        this.truth = truth;
        this.deliveries = deliveries;
    }

    /** @param deliveries in the order in which they were completed, one process after the other */
    static Findings check(Truth truth, List<Delivered> deliveries) {
        return new Checker(truth, deliveries).check();
    }

    private Findings check() {
        Set<String> rolledBack = deliveries.stream()
                .map(Delivered::event)
                .filter(event -> event.kind().equals("ROLLBACK_PREPARED"))
                .map(RecordedEvent::gid)
                .collect(Collectors.toSet());
        List<Delivered> completed = deliveries.stream()
                .filter(Delivered::completed)
                .filter(one -> one.event().gid().isEmpty()
                        || !rolledBack.contains(one.event().gid()))
                .toList();
        gatherEvents(completed);
        compareWithJournal();
        replay();
        outOfOrder.addAll(ArrivalOrder.faults(completed, lanesOf(events.values())));
        long all = deliveries.stream().filter(Delivered::completed).count();
        return new Findings(
                all,
                events.size(),
                completed.size() - events.size(),
                deliveries.size() - all,
                lost,
                invented,
                outOfOrder,
                List.copyOf(changed),
                different);
    }

    private void gatherEvents(List<Delivered> completed) {
        completed.forEach(one -> events.putIfAbsent(one.event().id(), one.event()));
        for (Delivered one : deliveries) {
            RecordedEvent first = events.get(one.event().id());
            if (first != null && !first.equals(one.event())) {
                changed.add(first + " came in run " + one.run() + " as " + one.event());
            }
        }
    }

    private void compareWithJournal() {
        Tokens fromJournal = new Tokens();
        truth.journal().forEach(fromJournal::add);
        Tokens fromEvents = new Tokens();
        for (RecordedEvent event : events.values()) {
            if (!event.key().equals(RecordedEvent.LOOSE_PREFIX) && !isOutcome(event)) {
                fromEvents.add(entry(event));
            }
        }
        lost.addAll(fromJournal.without(fromEvents));
        invented.addAll(fromEvents.without(fromJournal));
        for (Map.Entry<String, List<String>> key : fromJournal.byKey().entrySet()) {
            List<String> expected = new ArrayList<>(key.getValue());
            List<String> actual = new ArrayList<>(fromEvents.byKey().getOrDefault(key.getKey(), List.of()));
            Set<String> common = new HashSet<>(expected);
            common.retainAll(new HashSet<>(actual));
            expected.retainAll(common);
            actual.retainAll(common);
            if (!expected.equals(actual)) {
                outOfOrder.add(key.getKey() + " by event id: " + actual + ", but in the journal: " + expected);
            }
        }
    }

    /** PREPARE, COMMIT_PREPARED: of a transaction, not of a row. */
    private static boolean isOutcome(RecordedEvent event) {
        return event.kind().contains("PREPARE");
    }

    private static Entry entry(RecordedEvent event) {
        boolean message = event.kind().equals(RecordedEvent.MESSAGE);
        boolean written = event.kind().equals("INSERT") || event.kind().equals("UPDATE");
        long version = written ? Long.parseLong(event.columns().get("version")) : 0;
        return new Entry(
                event.kind(),
                event.table(),
                event.key(),
                written ? event.oldKey() : "",
                version,
                message ? event.content() : "");
    }

    /** The keys that an event has to be in order with: its key and its old one, all of a truncated table. */
    private static Map<String, List<String>> lanesOf(Collection<RecordedEvent> events) {
        Map<String, Set<String>> keys = new HashMap<>();
        for (RecordedEvent event : events) {
            Set<String> ofTable = keys.computeIfAbsent(event.table(), table -> new HashSet<>());
            ofTable.add(event.key());
            ofTable.add(event.oldKey());
        }
        Map<String, List<String>> lanes = new HashMap<>();
        for (RecordedEvent event : events) {
            Set<String> its = event.kind().equals("TRUNCATE")
                    ? keys.get(event.table())
                    : new HashSet<>(List.of(event.key(), event.oldKey()));
            lanes.put(
                    event.id(),
                    its.stream()
                            .filter(key -> !key.isEmpty())
                            .map(key -> event.table() + " " + key)
                            .toList());
        }
        return lanes;
    }

    private void replay() {
        Map<String, Map<String, Map<String, String>>> tables = new HashMap<>();
        truth.tables().keySet().forEach(name -> tables.put(name, new HashMap<>()));
        for (RecordedEvent event : events.values()) {
            if (!event.table().isEmpty()) {
                apply(event, tables.computeIfAbsent(event.table(), name -> new HashMap<>()));
            }
        }
        tables.forEach((name, rows) -> compare(name, rows, truth.tables().getOrDefault(name, Map.of())));
    }

    private static void apply(RecordedEvent event, Map<String, Map<String, String>> table) {
        switch (event.kind()) {
            case "INSERT" -> table.put(event.key(), event.columns());
            case "UPDATE" -> {
                String before = event.oldKey().isEmpty() ? event.key() : event.oldKey();
                Map<String, String> row = new LinkedHashMap<>();
                row.putAll(table.getOrDefault(before, Map.of()));
                row.putAll(event.columns());
                table.remove(before);
                table.put(event.key(), row);
            }
            case "DELETE" -> table.remove(event.key());
            case "TRUNCATE" -> table.clear();
            default -> throw new IllegalArgumentException("a table has no " + event.kind());
        }
    }

    private void compare(
            String table, Map<String, Map<String, String>> replayed, Map<String, Map<String, String>> actual) {
        Set<String> keys = new HashSet<>(replayed.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            Map<String, String> expected = actual.get(key);
            Map<String, String> got = replayed.get(key);
            if (expected == null ? got != null : !expected.equals(got)) {
                different.add(table + " " + key + " is " + expected + ", but the events lead to " + got);
            }
        }
    }

    /** Changes by a name that is theirs alone, whichever side they come from. */
    private static final class Tokens {
        private final Map<String, Integer> deletes = new HashMap<>();
        private final Set<String> all = new HashSet<>();
        private final Map<String, List<String>> byKey = new HashMap<>();

        void add(Entry entry) {
            String key = entry.table() + " " + entry.key();
            String name = entry.kind() + " of " + key;
            if (entry.kind().equals(RecordedEvent.MESSAGE)) {
                all.add(name + " " + entry.content()); // the journal does not know their order
                return;
            } else if (entry.version() != 0) {
                name += (entry.oldKey().isEmpty() ? "" : " from " + entry.oldKey()) + " version " + entry.version();
            } else {
                name += " number " + deletes.merge(name, 1, Integer::sum);
            }
            all.add(name);
            byKey.computeIfAbsent(key, it -> new ArrayList<>()).add(name);
            if (!entry.oldKey().isEmpty()) {
                byKey.computeIfAbsent(entry.table() + " " + entry.oldKey(), it -> new ArrayList<>())
                        .add(name);
            }
        }

        Map<String, List<String>> byKey() {
            return byKey;
        }

        List<String> without(Tokens other) {
            return all.stream().filter(name -> !other.all.contains(name)).toList();
        }
    }
}
