package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamOptionsTest {

    private static final StreamOptions ALL =
            new StreamOptions(Streaming.OFF, true, true, true, Set.of(), true, Kind.usual(), false);

    @Test
    void the_protocol_version_is_the_newest_that_the_server_speaks() {
        List<String> names = List.of("p");
        assertThat(StreamOptions.defaults().negotiate(14, names)).contains("proto_version '2'");
        assertThat(StreamOptions.defaults().negotiate(15, names)).contains("proto_version '3'");
        assertThat(StreamOptions.defaults().negotiate(16, names)).contains("proto_version '4'");
        assertThat(StreamOptions.defaults().negotiate(19, names)).contains("proto_version '4'");
    }

    @Test
    void publication_names_are_an_identifier_list_in_a_literal() {
        assertThat(StreamOptions.defaults().negotiate(17, List.of("a b", "it's", "say \"x\"")))
                .contains("publication_names '\"a b\",\"it''s\",\"say \"\"x\"\"\"'");
    }

    @Test
    void what_the_server_is_too_old_for_is_refused_with_the_version_needed() {
        assertThatThrownBy(() -> ALL.negotiate(14, List.of("p")))
                .isInstanceOfSatisfying(ReplicationFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.OPTION_TOO_NEW);
                    assertThat(failure).hasMessageContaining("twoPhase=true needs PostgreSQL 15");
                });
        assertThatThrownBy(() -> ALL.negotiate(15, List.of("p")))
                .hasMessageContaining("origin=none needs PostgreSQL 16");
        assertThat(ALL.negotiate(16, List.of("p")))
                .contains("binary 'true'", "messages 'true'", "two_phase 'true'", "origin 'none'");
    }

    @Test
    void streaming_is_not_asked_for_when_messages_are_read() {
        for (Streaming streaming : List.of(Streaming.ON, Streaming.PARALLEL)) {
            StreamOptions rows = StreamOptions.defaults().with(streaming);
            StreamOptions messages =
                    new StreamOptions(streaming, false, false, true, Set.of("p"), false, Kind.usual(), false);
            assertThat(rows.negotiate(16, List.of("p"))).contains("streaming");
            assertThat(messages.negotiate(16, List.of("p"))).doesNotContain("streaming");
            assertThat(rows.withTraceContext().negotiate(16, List.of("p"))).doesNotContain("streaming");
        }
    }

    @Test
    void a_trace_context_needs_messages_of_the_server_and_hands_none_over() {
        StreamOptions tracing = StreamOptions.defaults().withTraceContext();
        assertThat(tracing.negotiate(14, List.of("p"))).contains("messages 'true'");
        assertThat(tracing.wants("traceparent")).isFalse();
        assertThat(tracing.wants("orders")).isFalse();
    }

    @Test
    void with_messages_those_of_the_trace_context_are_handed_over_only_when_they_are_named() {
        StreamOptions all = new StreamOptions(Streaming.OFF, false, false, true, Set.of(), false, Kind.usual(), false);
        assertThat(all.wants("traceparent")).as("nobody reads them here").isTrue();
        assertThat(all.withTraceContext().wants("traceparent")).isFalse();
        assertThat(all.withTraceContext().wants("tracestate")).isFalse();
        assertThat(all.withTraceContext().wants("orders")).isTrue();
        StreamOptions named =
                new StreamOptions(Streaming.OFF, false, false, true, Set.of("traceparent"), false, Kind.usual(), false);
        assertThat(named.withTraceContext().wants("traceparent")).isTrue();
        assertThat(named.withTraceContext().wants("tracestate")).isFalse();
    }
}
