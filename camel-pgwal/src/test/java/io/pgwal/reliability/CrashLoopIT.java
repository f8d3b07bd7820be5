package io.pgwal.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.PgServers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything dies, again and again, and nothing is lost: processes, that is; fsync is off, so a machine that dies is not
 * in it. A server that dies may forget what was confirmed, so events come again.
 *
 * <ul>
 *   <li>{@code -Dpgwal.reliability.faults=300}: how many for each major, in histories of 28 at most; 14 unless given
 *   <li>{@code -Dseed=42}: of the first history; the next has the next
 * </ul>
 */
class CrashLoopIT {

    private static final int FAULTS_A_HISTORY = 2 * Fault.values().length;

    static List<Integer> majors() {
        return PgServers.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nothing_is_lost_or_out_of_order_whatever_dies(int major) throws Exception {
        int left = Integer.getInteger("pgwal.reliability.faults", Fault.values().length);
        long seed = Seeds.seed();
        Total total = new Total();
        for (int number = 0; left > 0; number++) {
            int faults = Math.min(left, FAULTS_A_HISTORY);
            left -= faults;
            int setup = Integer.getInteger("pgwal.reliability.setup", number);
            total.add(history(major, Setup.of(major, setup), seed + number, faults, setup));
        }
        System.out.println("PostgreSQL " + major + " total: " + total);
    }

    private History.Outcome history(int major, Setup setup, long seed, int faults, int number) throws Exception {
        String repeat = Seeds.command(
                CrashLoopIT.class,
                major,
                seed,
                " -Dpgwal.reliability.faults=" + faults + " -Dpgwal.reliability.setup=" + number);
        System.out.println("PostgreSQL " + major + ", seed " + seed + ", " + setup.name() + "; " + repeat);
        try (History history = new History(major, setup, seed)) {
            History.Outcome outcome;
            try {
                outcome = history.run(faults);
            } catch (Exception | Error e) {
                throw new AssertionError(repeat + "\nlogs: " + history.folder() + "\n" + e.getMessage(), e);
            }
            System.out.println("  " + outcome);
            assertThat(outcome.findings().isClean())
                    .as(
                            "%s%nlogs: %s%n%s",
                            repeat, history.folder(), outcome.findings().faults())
                    .isTrue();
            assertThat(outcome.findings().events()).as(repeat).isGreaterThan(100);
            history.deleteLogs();
            return outcome;
        }
    }

    /** Of all histories of a major. */
    private static final class Total {
        private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
        private int histories;
        private long delivered;
        private long events;
        private long duplicated;
        private Duration took = Duration.ZERO;

        void add(History.Outcome outcome) {
            histories++;
            outcome.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
            delivered += outcome.findings().deliveries();
            events += outcome.findings().events();
            duplicated += outcome.findings().duplicated();
            took = took.plus(outcome.took());
        }

        @Override
        public String toString() {
            return histories + " histories, delivered " + delivered + ", events " + events + ", duplicated "
                    + duplicated + ", lost 0, out of order 0, " + took.toSeconds() + " s, faults "
                    + faults.values().stream().mapToInt(Integer::intValue).sum() + " " + faults;
        }
    }
}
