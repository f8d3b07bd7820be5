package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {

    private final Silence silence = new Silence(10, 60, -1000);

    @Test
    void who_is_quiet_for_an_interval_is_asked_once_an_interval() {
        assertThat(silence.ask(-991)).isFalse();
        assertThat(silence.ask(-990)).isTrue();
        assertThat(silence.ask(-989)).isFalse();
        assertThat(silence.ask(-981)).isFalse();
        assertThat(silence.ask(-980)).isTrue();
    }

    @Test
    void who_does_not_answer_is_silent_after_the_second_interval_and_dead_later() {
        silence.ask(-990);
        assertThat(silence.isSilent(-981)).isFalse();
        assertThat(silence.isSilent(-980)).isTrue();
        assertThat(silence.isDead(-941)).isFalse();
        assertThat(silence.isDead(-940)).isTrue();
    }

    @Test
    void who_was_not_asked_is_neither() {
        assertThat(silence.isSilent(5000)).isFalse();
        assertThat(silence.isDead(5000)).isFalse();
    }

    @Test
    void an_answer_ends_it() {
        silence.ask(-990);
        silence.heard(-975);
        assertThat(silence.isSilent(-950)).isFalse();
        assertThat(silence.isDead(-900)).isFalse();
        assertThat(silence.ask(-966)).isFalse();
        assertThat(silence.ask(-965)).isTrue();
    }
}
