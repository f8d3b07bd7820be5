package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every order in which the user and the completion of the exchange may speak. */
class ManualAckTest {

    private static final Throwable REJECTED = new IllegalStateException("rejected");
    private static final Throwable FAILED = new IllegalStateException("failed");

    private final List<String> said = new ArrayList<>();
    private final ManualAck ack = new ManualAck(new Completion.Verdict() {
        @Override
        public void succeeded() {
            said.add("succeeded");
        }

        @Override
        public void handedOver() {
            said.add("handed over");
        }

        @Override
        public void failed(Throwable cause, boolean handedOver) {
            said.add(cause.getMessage() + (handedOver ? " elsewhere" : " in the route"));
        }
    });

    @Test
    void a_route_that_is_content_leaves_it_to_the_user() {
        ack.succeeded();
        assertThat(said).containsExactly("handed over");
        ack.acknowledge();
        assertThat(said).containsExactly("handed over", "succeeded");
    }

    @Test
    void an_acknowledgement_inside_the_route_counts_when_the_route_is_done() {
        ack.acknowledge();
        assertThat(said).isEmpty();
        ack.succeeded();
        assertThat(said).containsExactly("succeeded");
    }

    @Test
    void an_exchange_that_fails_after_it_was_acknowledged_is_done_with() {
        ack.acknowledge();
        ack.failed(FAILED, false);
        assertThat(said).containsExactly("succeeded");
    }

    @Test
    void an_exchange_that_fails_without_is_a_failure_and_an_acknowledgement_comes_too_late() {
        ack.failed(FAILED, false);
        ack.acknowledge();
        assertThat(said).containsExactly("failed in the route");
    }

    @Test
    void a_rejection_inside_the_route_is_a_failure_of_the_exchange() {
        ack.reject(REJECTED);
        assertThat(said).isEmpty();
        ack.succeeded();
        assertThat(said).containsExactly("rejected in the route");
    }

    @Test
    void a_rejection_later_is_a_failure_elsewhere() {
        ack.succeeded();
        ack.reject(REJECTED);
        assertThat(said).containsExactly("handed over", "rejected elsewhere");
    }

    @Test
    void what_was_handed_over_is_acknowledged_before_or_after_the_other_side_completes() {
        ack.handedOver();
        ack.acknowledge();
        ack.succeeded();
        assertThat(said).containsExactly("handed over", "succeeded");
    }

    @Test
    void completion_on_the_other_side_is_not_enough_either() {
        ack.handedOver();
        ack.succeeded();
        assertThat(said).containsExactly("handed over");
        ack.acknowledge();
        assertThat(said).containsExactly("handed over", "succeeded");
    }

    @Test
    void a_failure_on_the_other_side_is_one() {
        ack.handedOver();
        ack.failed(FAILED, true);
        ack.acknowledge();
        assertThat(said).containsExactly("handed over", "failed elsewhere");
    }

    @Test
    void what_is_said_first_counts() {
        ack.succeeded();
        ack.acknowledge();
        ack.acknowledge();
        ack.reject(REJECTED);
        ack.failed(FAILED, true);
        assertThat(said).containsExactly("handed over", "succeeded");
    }

    @Test
    void a_rejection_has_a_reason() {
        assertThatThrownBy(() -> ack.reject(null)).isInstanceOf(NullPointerException.class);
        ack.acknowledge();
        ack.succeeded();
        assertThat(said).containsExactly("succeeded");
    }
}
