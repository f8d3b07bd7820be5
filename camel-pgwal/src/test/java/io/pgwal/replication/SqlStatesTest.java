package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlStatesTest {

    private static final ConnectionSettings CONNECTION =
            new ConnectionSettings.Builder(Map.of("PGUSER", "u", "PGDATABASE", "shop")).build();

    @Test
    void what_has_nothing_to_do_with_a_slot_is_not_given_a_reason_that_has() {
        for (String state : List.of("42704", "42883", "0A000", "55006", "53400")) {
            ReplicationFailure failure = failure(state, null);
            assertThat(failure.kind()).as(state).isEqualTo(ReplicationFailure.Kind.UNEXPECTED);
            assertThat(failure).hasMessageContaining("no such thing (SQLSTATE " + state + ")");
        }
        assertThat(failure("28P01", null).kind()).isEqualTo(ReplicationFailure.Kind.AUTHENTICATION_FAILED);
        assertThat(failure("55006", "s").kind()).isEqualTo(ReplicationFailure.Kind.SLOT_BUSY);
    }

    @Test
    void the_message_is_what_happened_and_then_what_to_do() {
        ReplicationFailure failure = failure("42501", null);
        assertThat(failure).hasMessage(failure.what() + ". " + failure.remedy());
        assertThat(failure.what()).isEqualTo("Writing failed: no such thing (SQLSTATE 42501)");
    }

    @Test
    void what_the_server_adds_in_further_lines_is_left_out_for_it_may_quote_rows() {
        SQLException detailed = new SQLException("duplicate key\n  Detail: Key (name)=(s3cret) exists.", "23505");
        assertThat(ReplicationFailure.ofCommand(detailed, "Writing", CONNECTION, null))
                .hasMessageNotContaining("s3cret");
    }

    private static ReplicationFailure failure(String state, String slot) {
        return ReplicationFailure.ofCommand(new SQLException("no such thing", state), "Writing", CONNECTION, slot);
    }
}
