package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShutdownSignTest {

    private static final Lsn END = new Lsn(1000);

    private final ShutdownSign sign = new ShutdownSign(Duration.ofSeconds(60));
    private long now = -5_000_000_000L; // nanoTime has no zero

    @Test
    void a_server_that_asks_again_as_soon_as_it_is_answered_is_shutting_down() {
        for (int i = 0; i < 100; i++) {
            assertThat(sign.isPlain()).isFalse();
            ask(END, Duration.ofMillis(10));
        }
        ask(END, Duration.ofMillis(10));
        assertThat(sign.isPlain()).isTrue();
    }

    @Test
    void a_slow_network_hides_it_not() {
        for (int i = 0; i < 5; i++) {
            ask(END, Duration.ofSeconds(2));
        }
        assertThat(sign.isPlain()).isTrue();
    }

    @Test
    void one_question_before_the_time_out_is_none() {
        for (int i = 0; i < 1000; i++) {
            ask(END, Duration.ofSeconds(30));
            assertThat(sign.isPlain()).isFalse();
            assertThat(sign.isSuspected()).isFalse();
        }
    }

    @Test
    void a_short_time_out_makes_no_sign_either() {
        ShutdownSign hasty = new ShutdownSign(Duration.ofSeconds(1));
        for (int i = 0; i < 1000; i++) {
            now += Duration.ofMillis(500).toNanos();
            hasty.asked(END, now);
            assertThat(hasty.isPlain()).isFalse();
        }
    }

    @Test
    void who_still_sends_does_not_wait_for_us() {
        for (int i = 0; i < 1000; i++) {
            ask(END, Duration.ofMillis(10));
            if (i % 50 == 0) {
                sign.sent();
            }
            assertThat(sign.isPlain()).isFalse();
        }
    }

    @Test
    void who_moves_on_does_not_wait_for_us() {
        for (int i = 0; i < 1000; i++) {
            ask(new Lsn(1000 + i), Duration.ofMillis(100));
            assertThat(sign.isPlain()).isFalse();
        }
    }

    @Test
    void without_a_time_out_only_a_shutdown_asks() {
        ShutdownSign unlimited = new ShutdownSign(Duration.ZERO);
        for (int i = 0; i < 5; i++) {
            now += Duration.ofMillis(300).toNanos();
            unlimited.asked(END, now);
        }
        assertThat(unlimited.isPlain()).isTrue();
    }

    private void ask(Lsn walEnd, Duration later) {
        now += later.toNanos();
        sign.asked(walEnd, now);
    }
}
