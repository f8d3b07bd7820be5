package io.pgwal.examples.tokafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoriesTest {

    private final Histories histories = new Histories();

    @Test
    void each_key_in_its_order_is_right_whatever_the_order_between_keys() {
        histories.committed("a", "1");
        histories.committed("b", "1");
        histories.committed("a", "2");
        histories.inTopic("e2", "b", "1");
        histories.inTopic("e1", "a", "1");
        histories.inTopic("e3", "a", "2");
        assertThat(histories.balance()).isEqualTo(new Histories.Balance(3, 3, 2, 0, 0, 0, 0));
        assertThat(histories.balance().isRight()).isTrue();
    }

    @Test
    void what_comes_again_is_counted_and_right() {
        histories.committed("a", "1");
        histories.committed("a", "2");
        histories.inTopic("e1", "a", "1");
        histories.inTopic("e2", "a", "2");
        histories.inTopic("e1", "a", "1");
        histories.inTopic("e2", "a", "2");
        assertThat(histories.balance()).isEqualTo(new Histories.Balance(2, 4, 1, 2, 0, 0, 0));
        assertThat(histories.balance().isRight()).isTrue();
    }

    @Test
    void what_is_not_in_the_topic_is_missing_though_another_came_twice() {
        histories.committed("a", "1");
        histories.committed("a", "2");
        histories.inTopic("e2", "a", "2");
        histories.inTopic("e2", "a", "2");
        assertThat(histories.balance()).isEqualTo(new Histories.Balance(2, 2, 1, 1, 1, 0, 0));
        assertThat(histories.balance().isRight()).isFalse();
    }

    @Test
    void what_was_not_committed_is_unexpected() {
        histories.inTopic("e1", "a", "1");
        assertThat(histories.balance()).isEqualTo(new Histories.Balance(0, 1, 0, 0, 0, 1, 0));
        assertThat(histories.balance().isRight()).isFalse();
    }

    @Test
    void a_later_change_before_an_earlier_one_is_out_of_order() {
        histories.committed("a", "1");
        histories.committed("a", "2");
        histories.inTopic("e2", "a", "2");
        histories.inTopic("e1", "a", "1");
        assertThat(histories.balance()).isEqualTo(new Histories.Balance(2, 2, 1, 0, 0, 0, 1));
        assertThat(histories.balance().isRight()).isFalse();
    }
}
