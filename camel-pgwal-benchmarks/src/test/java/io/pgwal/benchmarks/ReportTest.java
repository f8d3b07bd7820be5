package io.pgwal.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void a_ratio_is_taken_within_a_round_and_never_across_rounds() {
        List<Run> fast = List.of(run("pgwal", 1, 1_000_000), run("pgwal", 2, 4_000_000));
        List<Run> slow = List.of(run("yardstick", 2, 8_000_000), run("yardstick", 1, 2_000_000));
        assertThat(Report.ratios(fast, slow)).containsExactly(2, 2);
    }

    @Test
    void a_round_without_a_yardstick_gives_no_ratio() {
        assertThat(Report.ratios(List.of(run("pgwal", 3, 1)), List.of(run("yardstick", 1, 1))))
                .isEmpty();
    }

    @Test
    void a_drain_that_was_stopped_or_not_acknowledged_says_so() {
        Run run = run("pgwal", 1, 1_000_000);
        Run stopped = new Run(Workload.W1, "slow", 1, 1_234, false, 1_000_000, -1, 0, 0, 0, 0, -1, -1, -1, false);
        Run unacknowledged = new Run(Workload.W1, "late", 1, 1_000, true, 1_000_000, -1, 0, 0, 0, 0, -1, -1, -1, false);
        String table = new Report(List.of(run, stopped, unacknowledged), "pgwal").markdown();
        assertThat(table)
                .contains("| pgwal | **1,000** (1,000 – 1,000) | **1.00** (1.00 – 1.00) |")
                .contains("| slow (stopped after 1,234 changes) |")
                .contains("| late (**not acknowledged**) |");
    }

    @Test
    void of_an_even_number_of_rounds_the_median_is_between_the_two_in_the_middle() {
        assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4));
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
    }

    private static Run run(String consumer, int round, long micros) {
        return new Run(Workload.W1, consumer, round, 1_000, true, micros, 5, 1, 1, 1, 1, 1, 1, 1, true);
    }
}
