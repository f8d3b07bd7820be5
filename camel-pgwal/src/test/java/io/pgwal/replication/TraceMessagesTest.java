package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a trace context, and which changes of the transaction belong to it. */
class TraceMessagesTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private final TraceMessages messages = new TraceMessages();
    private final Transaction transaction = new Transaction(1, Lsn.parse("0/10"), new PgTime(0), null);

    @Test
    void a_context_is_that_of_the_changes_that_follow_until_another_comes() {
        read(2, "traceparent", PARENT);
        read(5, "traceparent", OTHER);
        assertThat(transaction.traceContext(0)).isEmpty();
        assertThat(transaction.traceContext(1)).isEmpty();
        assertThat(parent(2)).contains(PARENT);
        assertThat(parent(4)).contains(PARENT);
        assertThat(parent(5)).contains(OTHER);
        assertThat(parent(1000)).contains(OTHER);
    }

    @Test
    void a_state_belongs_to_the_parent_before_it() {
        read(0, "traceparent", PARENT);
        read(0, "tracestate", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
        assertThat(transaction.traceContext(0))
                .contains(new TraceContext(PARENT, Optional.of("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")));
        read(3, "traceparent", OTHER);
        assertThat(transaction.traceContext(3))
                .as("a state of another trace is none of this one")
                .contains(new TraceContext(OTHER, Optional.empty()));
    }

    @Test
    void a_state_without_a_parent_is_none() {
        read(0, "tracestate", "congo=t61rcWkgMzE");
        assertThat(transaction.traceContext(0)).isEmpty();
    }

    @Test
    void a_state_that_is_no_text_leaves_the_parent_alone() {
        read(0, "traceparent", PARENT);
        read(0, "tracestate", "a=b\r\nX-Injected: 1");
        read(0, "tracestate", "x".repeat(513));
        assertThat(transaction.traceContext(0)).contains(new TraceContext(PARENT, Optional.empty()));
    }

    @Test
    void blanks_and_a_line_end_around_it_do_not_matter() {
        read(0, "traceparent", " " + PARENT + "\n");
        assertThat(parent(0)).contains(PARENT);
    }

    @Test
    void a_later_version_may_have_more_behind_the_flags() {
        read(0, "traceparent", "01" + PARENT.substring(2) + "-more");
        assertThat(parent(0)).contains("01" + PARENT.substring(2) + "-more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a trace",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-a\r\nX-Injected: 1"
            })
    void what_is_not_a_trace_context_is_not_taken_for_one(String content) {
        read(0, "traceparent", PARENT);
        read(1, "traceparent", content);
        assertThat(parent(1)).contains(PARENT);
    }

    /** As of a driver that says its trace before each of a million statements. */
    @Test
    void of_any_number_in_one_transaction_the_newest_are_kept() {
        int all = TraceContexts.MOST + 5_000;
        for (int i = 0; i < all; i++) {
            read(i, "traceparent", parentOf(i));
        }
        assertThat(transaction.traceContext(0)).as("long gone").isEmpty();
        assertThat(parent(all - TraceContexts.MOST)).contains(parentOf(all - TraceContexts.MOST));
        assertThat(parent(all)).contains(parentOf(all - 1));
    }

    private static String parentOf(int span) {
        return String.format("00-0af7651916cd43dd8448eb211c80319c-%016x-01", span + 1);
    }

    @Test
    void messages_of_other_prefixes_are_none_of_it() {
        read(0, "baggage", "a=b");
        read(0, "Traceparent", PARENT);
        assertThat(transaction.traceContext(0)).isEmpty();
    }

    private void read(long ordinal, String prefix, String content) {
        messages.read(transaction, ordinal, prefix, content.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> parent(long ordinal) {
        return transaction.traceContext(ordinal).map(TraceContext::traceparent);
    }
}
