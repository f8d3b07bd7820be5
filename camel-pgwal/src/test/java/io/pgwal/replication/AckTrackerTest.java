package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AckTrackerTest {

    private final AckTracker tracker = new AckTracker(Lsn.ZERO);

    @Test
    void a_unit_is_confirmable_when_it_has_ended_and_is_acknowledged() {
        Unit unit = tracker.open(new Unit(null));
        tracker.acknowledge(unit);
        assertThat(tracker.confirmable()).isEqualTo(Lsn.ZERO);
        tracker.close(unit, lsn(100));
        assertThat(tracker.confirmable()).isEqualTo(lsn(100));
    }

    @Test
    void a_later_acknowledgement_does_not_confirm_an_earlier_unit() {
        Unit first = ended(100);
        Unit second = ended(200);
        tracker.acknowledge(second);
        assertThat(tracker.confirmable()).isEqualTo(Lsn.ZERO);
        tracker.acknowledge(first);
        assertThat(tracker.confirmable()).isEqualTo(lsn(200));
    }

    @Test
    void a_keepalive_confirms_nothing_while_anything_is_held() {
        Unit unit = tracker.open(new Unit(null));
        tracker.idleAt(lsn(500));
        assertThat(tracker.confirmable()).isEqualTo(Lsn.ZERO);
        tracker.close(unit, lsn(100));
        tracker.idleAt(lsn(500));
        assertThat(tracker.confirmable()).isEqualTo(Lsn.ZERO);
        tracker.acknowledge(unit);
        assertThat(tracker.confirmable()).isEqualTo(lsn(100));
        tracker.idleAt(lsn(500));
        assertThat(tracker.confirmable()).isEqualTo(lsn(500));
    }

    @Test
    void the_position_never_moves_back() {
        tracker.idleAt(lsn(500));
        tracker.acknowledge(ended(100));
        tracker.idleAt(lsn(50));
        assertThat(tracker.confirmable()).isEqualTo(lsn(500));
    }

    @Test
    void positions_compare_as_unsigned() {
        tracker.acknowledge(ended(Long.MAX_VALUE));
        tracker.acknowledge(ended(Long.MIN_VALUE));
        assertThat(tracker.confirmable()).isEqualTo(lsn(Long.MIN_VALUE));
    }

    @Test
    void units_finished_behind_an_unfinished_one_take_one_entry() {
        Unit held = ended(10);
        for (int end = 20; end <= 1_000_000; end += 10) {
            tracker.acknowledge(ended(end));
        }
        assertThat(tracker.length()).isEqualTo(2);
        assertThat(tracker.confirmable()).isEqualTo(Lsn.ZERO);
        tracker.acknowledge(held);
        assertThat(tracker.length()).isZero();
        assertThat(tracker.confirmable()).isEqualTo(lsn(1_000_000));
    }

    /** Every order in which up to six units can be acknowledged, against the definition itself. */
    @Test
    void in_every_order_of_acknowledgements_the_position_is_the_end_of_the_longest_finished_prefix() {
        for (int units = 1; units <= 6; units++) {
            permutations(new ArrayList<>(), units, this::checkAgainstDefinition);
        }
    }

    /** Every sequence of seven of: begin, end, acknowledge the first, second or third unit, keepalive. */
    @Test
    void in_every_interleaving_of_seven_steps_the_position_is_the_end_of_the_longest_finished_prefix() {
        int sequences = (int) Math.pow(6, 7);
        for (int sequence = 0; sequence < sequences; sequence++) {
            Interleaving interleaving = new Interleaving(null);
            for (int step = 0, rest = sequence; step < 7; step++, rest /= 6) {
                int choice = rest % 6;
                int operation = choice < 2 ? choice : choice < 5 ? 2 : 3;
                interleaving.apply(operation, choice - 2, 1);
                assertThat(interleaving.tracked.confirmable().bits()).isEqualTo(interleaving.expected());
                assertThat(interleaving.tracked.length()).isLessThanOrEqualTo(interleaving.bound());
            }
        }
    }

    @Test
    void in_random_interleavings_the_position_is_the_end_of_the_longest_finished_prefix() {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("replay with -Dseed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Interleaving interleaving = new Interleaving(random);
            for (int step = 0; step < 60; step++) {
                interleaving.step();
                assertThat(interleaving.tracked.confirmable())
                        .as("replay with -Dseed=%d", seed)
                        .isEqualTo(lsn(interleaving.expected()));
                assertThat(interleaving.tracked.length())
                        .as("replay with -Dseed=%d", seed)
                        .isLessThanOrEqualTo(interleaving.bound());
            }
        }
    }

    /** The tracker beside a list of units that is looked through from the start each time. */
    private static final class Interleaving {
        private final Random random;
        private final AckTracker tracked = new AckTracker(Lsn.ZERO);
        private final List<Unit> opened = new ArrayList<>();
        private final List<long[]> units = new ArrayList<>(); // end (0: none yet), acknowledged
        private long idle;
        private long end;

        Interleaving(Random random) {
            this.random = random;
        }

        void step() {
            apply(random.nextInt(4), opened.isEmpty() ? 0 : random.nextInt(opened.size()), random.nextInt(9));
        }

        /** @param pick which unit, of an acknowledgement. @param further how far on in the WAL */
        void apply(int operation, int pick, int further) {
            int open = firstOpen(units);
            switch (operation) {
                case 0 -> {
                    opened.add(tracked.open(new Unit(null)));
                    units.add(new long[2]);
                }
                case 1 -> {
                    if (open >= 0) {
                        end += 1 + further;
                        tracked.close(opened.get(open), lsn(end));
                        units.get(open)[0] = end;
                    }
                }
                case 2 -> {
                    if (pick < opened.size()) {
                        tracked.acknowledge(opened.get(pick));
                        units.get(pick)[1] = 1;
                    }
                }
                default -> keepalive(end + further);
            }
        }

        private void keepalive(long server) {
            tracked.idleAt(lsn(server));
            if (units.stream().allMatch(unit -> unit[0] > 0 && unit[1] == 1)) {
                idle = Math.max(idle, server);
                end = Math.max(end, server);
            }
        }

        long expected() {
            return Math.max(idle, prefix(units));
        }

        /** Of the list's length: each unfinished unit, and one entry for all finished ones behind it. */
        int bound() {
            long unfinished =
                    units.stream().filter(unit -> unit[0] == 0 || unit[1] == 0).count();
            return Math.toIntExact(2 * unfinished);
        }
    }

    private static int firstOpen(List<long[]> model) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i)[0] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static long prefix(List<long[]> model) {
        long confirmed = 0;
        for (long[] unit : model) {
            if (unit[0] == 0 || unit[1] == 0) {
                return confirmed;
            }
            confirmed = unit[0];
        }
        return confirmed;
    }

    private void checkAgainstDefinition(List<Integer> order) {
        AckTracker tracked = new AckTracker(Lsn.ZERO);
        List<Unit> opened = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            Unit unit = tracked.open(new Unit(null));
            tracked.close(unit, lsn((i + 1) * 10L));
            opened.add(unit);
        }
        List<Integer> done = new ArrayList<>();
        for (int unit : order) {
            tracked.acknowledge(opened.get(unit));
            tracked.acknowledge(opened.get(unit));
            done.add(unit);
            int prefix = 0;
            while (done.contains(prefix)) {
                prefix++;
            }
            assertThat(tracked.confirmable()).as("order %s", order).isEqualTo(lsn(prefix * 10L));
        }
    }

    private static void permutations(List<Integer> chosen, int of, java.util.function.Consumer<List<Integer>> check) {
        if (chosen.size() == of) {
            check.accept(chosen);
            return;
        }
        for (int i = 0; i < of; i++) {
            if (!chosen.contains(i)) {
                chosen.add(i);
                permutations(chosen, of, check);
                chosen.remove(chosen.size() - 1);
            }
        }
    }

    private Unit ended(long end) {
        Unit unit = tracker.open(new Unit(null));
        tracker.close(unit, lsn(end));
        return unit;
    }

    private static Lsn lsn(long bits) {
        return new Lsn(bits);
    }
}
