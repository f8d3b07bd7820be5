package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlowTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Flow flow = new Flow(0);

    @Test
    void a_stream_of_many_bytes_in_each_window_is_fast() {
        stream(0, 25, 20_000);
        assertThat(flow.isFast(25 * MILLI)).isTrue();
    }

    @Test
    void small_commits_are_never_fast_however_long_they_go_on() {
        for (int millis = 0; millis < 10_000; millis++) {
            flow.received(1_000, millis * MILLI);
            assertThat(flow.isFast(millis * MILLI)).isFalse();
        }
    }

    @Test
    void one_large_row_on_an_idle_system_is_not_fast() {
        for (long second = 1; second < 10; second++) {
            flow.received(1 << 20, second * 1000 * MILLI);
            assertThat(flow.isFast(second * 1000 * MILLI)).isFalse();
        }
    }

    @Test
    void a_stream_that_has_stopped_is_no_longer_fast() {
        stream(0, 25, 20_000);
        assertThat(flow.isFast(65 * MILLI)).isFalse();
        flow.received(300, 500 * MILLI);
        assertThat(flow.isFast(500 * MILLI)).isFalse();
    }

    @Test
    void nobody_pauses_for_a_stream_that_is_not_fast() {
        stream(0, 1_000, 1_000);
        assertThat(flow.pause(1_000 * MILLI, 1 << 20)).isZero();
    }

    @Test
    void a_pause_is_an_eighth_of_what_the_stream_has_lasted_and_five_milliseconds_at_most() {
        stream(0, 24, 20_000);
        assertThat(flow.pause(24 * MILLI, 1 << 20)).isEqualTo(3 * MILLI);
        stream(25, 1_000, 20_000);
        assertThat(flow.pause(1_000 * MILLI, 1 << 20)).isEqualTo(5 * MILLI);
    }

    @Test
    void no_more_gathers_in_a_pause_than_there_is_room_for() {
        stream(0, 1_000, 20_000);
        assertThat(flow.pause(1_000 * MILLI, 20_000)).isEqualTo(MILLI);
        assertThat(flow.pause(1_000 * MILLI, 0)).isZero();
    }

    @Test
    void a_pause_in_which_nothing_came_is_the_last() {
        stream(0, 1_000, 20_000);
        flow.ranDry();
        assertThat(flow.pause(1_000 * MILLI, 1 << 20)).isZero();
        stream(1_001, 1_050, 20_000);
        assertThat(flow.pause(1_050 * MILLI, 1 << 20)).isPositive();
    }

    @Test
    void a_commit_after_a_pause_in_which_nothing_came_is_not_the_stream_going_on() {
        stream(0, 18, 20_000);
        flow.ranDry();
        flow.received(300, 30 * MILLI);
        assertThat(flow.pause(31 * MILLI, 1 << 20)).isZero();
    }

    private void stream(int from, int to, int bytes) {
        for (int millis = from; millis <= to; millis++) {
            flow.received(bytes, millis * MILLI);
        }
    }
}
