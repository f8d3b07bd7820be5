package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The owner's sleep: a wait that nobody ends is a minute, and the time-out of each test is less. */
@Timeout(20)
class InFlightTest {

    private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final InFlight inFlight = new InFlight(Thread.currentThread());
    private final Unit unit = new Unit(null);

    @Test
    void what_completed_between_the_last_look_and_the_sleep_ends_it_at_once() {
        long seen = inFlight.completed();
        handOver(1).get(0).succeeded();
        inFlight.await(seen, A_MINUTE);
        assertThat(inFlight.count()).isZero();
    }

    @Test
    void a_quarter_of_what_is_out_wakes_the_owner() throws InterruptedException {
        List<Delivery> out = handOver(100);
        long seen = inFlight.completed();
        Thread route = new Thread(() -> out.subList(0, 25).forEach(Delivery::succeeded));
        route.start();
        while (inFlight.count() > 75) { // a sleep may end without a reason
            inFlight.await(seen, A_MINUTE);
        }
        route.join();
    }

    @Test
    void the_last_one_out_wakes_the_owner() throws InterruptedException {
        List<Delivery> out = handOver(1);
        long seen = inFlight.completed();
        Thread route = new Thread(out.get(0)::succeeded);
        route.start();
        while (inFlight.count() > 0) {
            inFlight.await(seen, A_MINUTE);
        }
        route.join();
    }

    @Test
    void a_change_that_is_given_up_wakes_the_owner() throws InterruptedException {
        List<Delivery> out = handOver(100);
        IllegalStateException cause = new IllegalStateException("no");
        long seen = inFlight.completed();
        Thread route = new Thread(() -> out.get(0).failed(cause));
        route.start();
        while (inFlight.failure() == null) {
            inFlight.await(seen, A_MINUTE);
        }
        assertThat(inFlight.failure()).isSameAs(cause);
        route.join();
    }

    private List<Delivery> handOver(int count) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unit.hold();
            deliveries.add(inFlight.handOver(unit, 100));
        }
        return deliveries;
    }
}
