package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final long MILLI = 1_000_000;

    private final Patience patience = new Patience(5 * MILLI);

    @Test
    void read_waits_as_long_as_it_was_calm_before() {
        assertThat(patience.millis(5 * MILLI)).isEqualTo(1);
        assertThat(patience.millis(12 * MILLI)).isEqualTo(7);
        assertThat(patience.millis(104 * MILLI)).isEqualTo(99);
    }

    @Test
    void read_never_waits_longer_than_a_tenth_of_a_second() {
        assertThat(patience.millis(Long.MAX_VALUE / 2)).isEqualTo(100);
    }

    @Test
    void read_after_something_happened_waits_a_millisecond() {
        patience.busy(900 * MILLI);
        assertThat(patience.millis(900 * MILLI)).isEqualTo(1);
    }
}
