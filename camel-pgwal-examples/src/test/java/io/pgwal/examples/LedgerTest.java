package io.pgwal.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void it_is_right_when_all_that_was_sent_was_seen_once_and_in_order() {
        ledger.sent(List.of("INSERT a", "DELETE a"));
        ledger.seen("1", "INSERT a");
        ledger.seen("2", "DELETE a");
        assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(2, 2, 0, 0, 0, true));
        assertThat(ledger.balance().isRight()).isTrue();
    }

    @Test
    void what_was_not_seen_is_missing() {
        ledger.sent(List.of("INSERT a", "INSERT a"));
        ledger.seen("1", "INSERT a");
        assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(2, 1, 0, 1, 0, false));
        assertThat(ledger.balance().isRight()).isFalse();
    }

    @Test
    void what_came_again_was_seen_twice_and_hides_nothing_that_is_missing() {
        ledger.sent(List.of("INSERT a", "INSERT a"));
        ledger.seen("1", "INSERT a");
        ledger.seen("1", "INSERT a");
        assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(2, 2, 1, 1, 0, false));
        assertThat(ledger.balance().isRight()).isFalse();
    }

    @Test
    void what_was_rolled_back_and_seen_is_unexpected() {
        ledger.seen("1", "INSERT a");
        assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(0, 1, 0, 0, 1, false));
        assertThat(ledger.balance().isRight()).isFalse();
    }

    @Test
    void another_order_is_not_right() {
        ledger.sent(List.of("INSERT a", "DELETE a"));
        ledger.seen("1", "DELETE a");
        ledger.seen("2", "INSERT a");
        assertThat(ledger.balance()).isEqualTo(new Ledger.Balance(2, 2, 0, 0, 0, false));
        assertThat(ledger.balance().isRight()).isFalse();
    }
}
