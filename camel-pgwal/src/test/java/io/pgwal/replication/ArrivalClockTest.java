package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which transactions are timed, and what comes out. */
class ArrivalClockTest {

    private static final long MILLI = 1_000_000;

    private final ArrivalClock clock = new ArrivalClock(0);

    @Test
    void one_in_a_millisecond_is_timed_and_all_of_them_when_they_come_less_often() {
        assertThat(isTimed(0)).isTrue();
        assertThat(isTimed(MILLI - 1)).isFalse();
        assertThat(isTimed(MILLI)).isTrue();
        assertThat(isTimed(MILLI + 1)).isFalse();
        assertThat(isTimed(20 * MILLI)).isTrue();
        assertThat(isTimed(21 * MILLI)).isTrue();
    }

    @Test
    void the_stages_are_between_commit_and_sending_and_between_sending_and_reading() {
        Instant now = Instant.now();
        Transaction transaction = transaction(PgTime.of(now.minusMillis(70)));
        clock.begins(transaction, PgTime.of(now.minusMillis(50)), 0);
        Arrival arrival = transaction.takeArrival();
        assertThat(arrival.server()).isEqualTo(Duration.ofMillis(20));
        assertThat(arrival.network()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
        assertThat(System.nanoTime() - arrival.receivedNanos())
                .isBetween(0L, Duration.ofSeconds(5).toNanos());
    }

    @Test
    void a_server_whose_clock_is_ahead_gives_no_negative_time() {
        Instant ahead = Instant.now().plusSeconds(60);
        Transaction transaction = transaction(PgTime.of(ahead));
        clock.begins(transaction, PgTime.of(ahead), 0);
        Arrival arrival = transaction.takeArrival();
        assertThat(arrival.network()).isZero();
        assertThat(arrival.server()).isZero();
    }

    @Test
    void who_asks_first_gets_it() {
        Transaction transaction = transaction(new PgTime(0));
        clock.begins(transaction, new PgTime(0), 0);
        assertThat(transaction.takeArrival()).isNotNull();
        assertThat(transaction.takeArrival()).isNull();
    }

    @Test
    void what_has_no_commit_time_is_not_timed() {
        Transaction message = transaction(null);
        clock.begins(message, new PgTime(0), 0);
        assertThat(message.takeArrival()).isNull();
    }

    private boolean isTimed(long now) {
        Transaction transaction = transaction(new PgTime(0));
        clock.begins(transaction, new PgTime(0), now);
        return transaction.takeArrival() != null;
    }

    private static Transaction transaction(PgTime committed) {
        return new Transaction(1, Lsn.parse("0/10"), committed, null);
    }
}
