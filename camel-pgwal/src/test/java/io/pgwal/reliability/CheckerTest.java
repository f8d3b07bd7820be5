package io.pgwal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.reliability.Truth.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing proves nothing: here are logs with one fault each. */
class CheckerTest {

    /** Key 1 is written, written again, moves to 2, is deleted there and comes anew; key 9 is truncated away. */
    private static final List<RecordedEvent> EVENTS = List.of(
            event(10, "INSERT", "1", "", "id=1&version=1&wide=aa"),
            event(11, "INSERT", "9", "", "id=9&version=2&wide"),
            event(12, "UPDATE", "1", "", "id=1&version=3"),
            event(20, "UPDATE", "2", "1", "id=2&version=4"),
            event(21, "TRUNCATE", RecordedEvent.WHOLE_TABLE, "", ""),
            event(30, "INSERT", "2", "", "id=2&version=5&wide=bb"),
            event(40, "DELETE", "2", "", "id=2"),
            event(50, "INSERT", "2", "", "id=2&version=6&wide=cc"),
            event(60, "INSERT", "3", "", "id=3&version=7&wide=dd"),
            event(70, "UPDATE", "3", "", "id=3&version=8"),
            message(80, "told", "one"),
            message(81, RecordedEvent.LOOSE_PREFIX, "two"));

    private static final Truth TRUTH = new Truth(
            List.of(
                    new Entry("INSERT", "t", "1", "", 1, ""),
                    new Entry("INSERT", "t", "9", "", 2, ""),
                    new Entry("UPDATE", "t", "1", "", 3, ""),
                    new Entry("UPDATE", "t", "2", "1", 4, ""),
                    new Entry("TRUNCATE", "t", "*", "", 0, ""),
                    new Entry("INSERT", "t", "2", "", 5, ""),
                    new Entry("DELETE", "t", "2", "", 0, ""),
                    new Entry("INSERT", "t", "2", "", 6, ""),
                    new Entry("INSERT", "t", "3", "", 7, ""),
                    new Entry("UPDATE", "t", "3", "", 8, ""),
                    new Entry("MESSAGE", "", "told", "", 0, "one")),
            Map.of(
                    "t",
                    Map.of(
                            "2", Map.of("id", "2", "version", "6", "wide", "cc"),
                            "3", Map.of("id", "3", "version", "8", "wide", "dd"))));

    private static RecordedEvent event(long lsn, String kind, String key, String oldKey, String content) {
        return new RecordedEvent("%016X-2-%012d".formatted(lsn, 0), kind, "t", key, oldKey, "", content);
    }

    private static RecordedEvent message(long lsn, String prefix, String text) {
        return new RecordedEvent("%016X-2-%012d".formatted(lsn, 0), "MESSAGE", "", prefix, "", "", text);
    }

    private static List<Delivered> run(int run, List<RecordedEvent> events) {
        List<Delivered> deliveries = new ArrayList<>();
        events.forEach(event -> deliveries.add(new Delivered(run, true, 0, event)));
        return deliveries;
    }

    private static Findings check(List<Delivered> deliveries) {
        return Checker.check(TRUTH, deliveries);
    }

    @Test
    void a_log_of_everything_in_order_is_clean() {
        Findings findings = check(run(0, EVENTS));
        assertThat(findings.faults()).isEmpty();
        assertThat(findings.isClean()).isTrue();
        assertThat(findings.events()).isEqualTo(EVENTS.size());
        assertThat(findings.duplicated()).isZero();
    }

    @Test
    void what_comes_again_in_order_is_counted_and_is_no_fault() {
        List<Delivered> twice = run(0, EVENTS.subList(0, 8));
        twice.addAll(run(0, EVENTS.subList(3, 9))); // after a lost connection
        twice.addAll(run(1, EVENTS.subList(6, EVENTS.size()))); // after a crash
        Findings findings = check(twice);
        assertThat(findings.faults()).isEmpty();
        assertThat(findings.duplicated()).isEqualTo(twice.size() - EVENTS.size());
    }

    @Test
    void every_lost_event_is_found() {
        for (RecordedEvent lost : EVENTS) {
            List<RecordedEvent> others = new ArrayList<>(EVENTS);
            others.remove(lost);
            boolean loose = lost.key().equals(RecordedEvent.LOOSE_PREFIX); // the database does not remember it
            assertThat(check(run(0, others)).lost()).as(lost.toString()).hasSize(loose ? 0 : 1);
        }
    }

    @Test
    void an_event_that_only_failed_is_lost() {
        List<Delivered> deliveries = run(0, EVENTS.subList(1, EVENTS.size()));
        deliveries.add(0, new Delivered(0, false, 0, EVENTS.get(0)));
        assertThat(check(deliveries).lost()).hasSize(1);
        assertThat(check(deliveries).failed()).isEqualTo(1);
    }

    @Test
    void an_event_of_no_committed_change_is_found() {
        List<RecordedEvent> more = new ArrayList<>(EVENTS);
        more.add(event(90, "UPDATE", "3", "", "id=3&version=99"));
        assertThat(check(run(0, more)).invented()).hasSize(1);
    }

    @Test
    void an_event_of_a_rolled_back_prepared_transaction_does_not_count() {
        List<RecordedEvent> more = new ArrayList<>(EVENTS);
        RecordedEvent written = event(90, "UPDATE", "3", "", "id=3&version=99");
        more.add(new RecordedEvent(written.id(), "UPDATE", "t", "3", "", "g", written.content()));
        more.add(new RecordedEvent("%016X-0-%012d".formatted(91, 0), "ROLLBACK_PREPARED", "", "*", "", "g", ""));
        assertThat(check(run(0, more)).faults()).isEmpty();
    }

    @Test
    void every_swapped_pair_of_a_key_is_found() {
        for (int[] pair : new int[][] {{0, 2}, {2, 3}, {1, 4}, {4, 5}, {5, 6}, {6, 7}, {8, 9}}) {
            List<RecordedEvent> swapped = new ArrayList<>(EVENTS);
            Collections.swap(swapped, pair[0], pair[1]);
            assertThat(check(run(0, swapped)).outOfOrder())
                    .as(pair[0] + " and " + pair[1])
                    .isNotEmpty();
        }
    }

    @Test
    void events_whose_ids_are_swapped_are_found() {
        List<RecordedEvent> swapped = new ArrayList<>(EVENTS);
        RecordedEvent first = EVENTS.get(8);
        RecordedEvent second = EVENTS.get(9);
        swapped.set(8, event(60, "UPDATE", "3", "", second.content()));
        swapped.set(9, event(70, "INSERT", "3", "", first.content()));
        Findings findings = check(run(0, swapped));
        assertThat(findings.outOfOrder()).isNotEmpty();
        assertThat(findings.different()).isNotEmpty();
    }

    @Test
    void a_leap_over_an_event_is_found_though_it_came_before_and_comes_later() {
        List<Delivered> leaps = run(0, EVENTS);
        leaps.addAll(run(1, List.of(EVENTS.get(5), EVENTS.get(7), EVENTS.get(6), EVENTS.get(7))));
        assertThat(check(leaps).outOfOrder()).hasSize(1);
        assertThat(check(leaps).lost()).isEmpty();
    }

    @Test
    void a_changed_content_is_found_also_in_a_failed_try() {
        RecordedEvent other = event(70, "UPDATE", "3", "", "id=3&version=8&wide=zz");
        for (boolean completed : new boolean[] {true, false}) {
            List<Delivered> deliveries = run(0, EVENTS);
            deliveries.add(new Delivered(1, completed, 0, other));
            assertThat(check(deliveries).changed()).hasSize(1);
        }
    }

    @Test
    void a_value_that_did_not_come_is_found() {
        List<RecordedEvent> other = new ArrayList<>(EVENTS);
        other.set(9, event(70, "UPDATE", "3", "", "id=3&version=8&wide")); // NULL in place of unchanged
        assertThat(check(run(0, other)).different()).hasSize(1);
    }

    @Test
    void an_event_outlives_the_log_and_a_torn_line_does_not_count() {
        RecordedEvent event = new RecordedEvent(
                "id", "INSERT", "t", "1/c 2", "", "", RecordedEvent.column("note", "a\tb\n&=%\u20ac") + "&void");
        Delivered delivered = new Delivered(3, true, 2, event);
        assertThat(Delivered.parse(3, delivered.toLine())).isEqualTo(delivered);
        assertThat(event.columns()).containsEntry("note", "a\tb\n&=%\u20ac").containsEntry("void", null);
    }
}
