package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void each_wait_is_between_half_and_the_whole_of_a_doubling_delay_up_to_the_ceiling() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), new Random(7));
        long whole = 100;
        for (int i = 0; i < 80; i++) {
            long wait = backoff.next().toMillis();
            assertThat(wait).isBetween(whole / 2, whole);
            whole = Math.min(whole * 2, 3000);
        }
        assertThat(backoff.attempts()).isEqualTo(80);
        backoff.reset();
        assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
    }
}
