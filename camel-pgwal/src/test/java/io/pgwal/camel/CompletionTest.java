package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Every order in which the two who can tell may speak. */
class CompletionTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final List<String> said = new ArrayList<>();
    private final Completion completion = new Completion(
            exchange,
            new Completion.Verdict() {
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
                    said.add((handedOver ? "failed elsewhere: " : "failed: ") + cause.getMessage());
                }
            },
            reusable -> said.add(reusable ? "routed" : "routed for good"));

    @Test
    void content_on_both_sides_is_success_and_is_said_before_the_exchange_is_let_go() {
        completion.onComplete(exchange);
        assertThat(said).isEmpty();
        completion.done(true);
        assertThat(said).containsExactly("succeeded", "routed");
    }

    @Test
    void a_handed_over_exchange_succeeds_when_the_other_side_is_done() {
        completion.done(false);
        assertThat(said).containsExactly("handed over", "routed");
        completion.onComplete(other());
        assertThat(said).containsExactly("handed over", "routed", "succeeded");
    }

    @Test
    void a_handed_over_exchange_fails_when_the_other_side_fails() {
        completion.done(false);
        Exchange copy = other();
        copy.setException(new IllegalStateException("there"));
        completion.onFailure(copy);
        assertThat(said).containsExactly("handed over", "routed", "failed elsewhere: there");
    }

    @Test
    void a_failure_is_said_once_whoever_says_it_first() {
        exchange.setException(new IllegalStateException("here"));
        completion.onFailure(exchange);
        completion.done(true);
        completion.onComplete(exchange);
        assertThat(said).containsExactly("failed: here", "routed for good");
    }

    @Test
    void an_exception_at_the_callback_is_a_failure_though_the_synchronization_never_fires() {
        exchange.setException(new IllegalStateException("queue full"));
        completion.done(true);
        assertThat(said).containsExactly("failed: queue full", "routed for good");
    }

    @Test
    void an_exception_at_the_callback_outweighs_a_content_synchronization() {
        completion.onComplete(other());
        exchange.setException(new IllegalStateException("after the hand-over"));
        completion.done(true);
        assertThat(said).containsExactly("failed: after the hand-over", "routed for good");
    }

    @Test
    void rollback_only_is_a_failure_though_nobody_calls_it_one() {
        exchange.setRollbackOnly(true);
        completion.onComplete(exchange);
        completion.done(true);
        assertThat(said).containsExactly("failed: The exchange was marked rollback-only", "routed for good");
    }

    @Test
    void rollback_only_that_only_the_callback_sees_is_a_failure() {
        completion.onComplete(other());
        exchange.setRollbackOnly(true);
        completion.done(true);
        assertThat(said).containsExactly("failed: The exchange was marked rollback-only", "routed for good");
    }

    private Exchange other() {
        return new DefaultExchange(exchange.getContext());
    }
}
