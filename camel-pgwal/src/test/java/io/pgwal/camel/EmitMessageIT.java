package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.junit.jupiter.api.Test;

/** The outbox without a table: what is written arrives, once, as it was written. */
@OnOldestAndNewestPostgres
class EmitMessageIT extends EmitFixture {

    EmitMessageIT(PgServer server) {
        super(server);
    }

    @Test
    void a_message_arrives_with_its_prefix_its_content_and_the_position_that_was_answered() throws Exception {
        consume();
        String lsn = emitted(send("größer", EMIT, "prefix=outbox"));
        awaitSeen(1);
        assertThat(seen.get(0).header(PgWalConstants.KIND)).isEqualTo("MESSAGE");
        assertThat(seen.get(0).header(PgWalConstants.PREFIX)).isEqualTo("outbox");
        assertThat((byte[]) seen.get(0).body()).isEqualTo("größer".getBytes(StandardCharsets.UTF_8));
        assertThat(seen.get(0).header(PgWalConstants.LSN)).isEqualTo(lsn);
        assertThat(seen.get(0).headers()).containsKey(PgWalConstants.TRANSACTION_ID);
    }

    @Test
    void a_message_that_belongs_to_no_transaction_arrives_too() throws Exception {
        consume();
        String lsn = emitted(send("now", EMIT, "prefix=outbox", "transactional=false"));
        awaitSeen(1);
        assertThat(seen.get(0).header(PgWalConstants.LSN)).isEqualTo(lsn);
        assertThat(seen.get(0).header(PgWalConstants.END_LSN)).isEqualTo(lsn);
        assertThat(seen.get(0).headers()).doesNotContainKey(PgWalConstants.TRANSACTION_ID);
    }

    @Test
    void content_is_what_the_body_is_or_converts_to_and_nothing_is_an_empty_message() throws Exception {
        consume();
        byte[] bytes = {0, 1, (byte) 0xFF};
        emitted(send(bytes, EMIT, "prefix=p"));
        emitted(send(new java.io.ByteArrayInputStream(bytes), EMIT, "prefix=p"));
        emitted(send(null, EMIT, "prefix=p"));
        awaitSeen(3);
        assertThat(seen).extracting(Seen::body).containsExactly(bytes, bytes, new byte[0]);
        Exchange refused = send(new Object(), EMIT, "prefix=p");
        assertThat(refused.getException()).isInstanceOf(InvalidPayloadException.class);
        assertThat(refused.getMessage().getHeaders()).doesNotContainKey(PgWalConstants.LSN);
    }

    @Test
    void the_prefix_of_the_header_comes_before_that_of_the_option_and_one_of_them_is_needed() throws Exception {
        consume("messagePrefixes=wanted");
        emitted(send("a", Map.of(PgWalConstants.PREFIX, "wanted"), EMIT, "prefix=other"));
        emitted(send("b", EMIT, "prefix=other"));
        emitted(send("c", EMIT, "prefix=wanted"));
        awaitSeen(2);
        assertThat(texts()).containsExactly("a", "c");
        ReplicationFailure failure = failure(send("d", EMIT));
        assertThat(failure.kind()).isEqualTo(Kind.BAD_SETTING);
        assertThat(failure).hasMessageContaining("prefix").hasMessageContaining("CamelPgWalPrefix");
    }

    @Test
    void outside_of_a_transaction_a_data_source_is_a_way_to_connect() throws Exception {
        consume();
        bind(plain());
        emitted(send("kept", EMIT, "prefix=outbox", "dataSource=#ds", "port=1"));
        awaitSeen(1);
        assertThat(texts()).containsExactly("kept");
    }

    @Test
    void a_role_that_may_not_write_messages_is_told_so() throws Exception {
        String role = database.name() + "_role";
        database.sql(
                "CREATE ROLE " + role + " LOGIN PASSWORD 's3cret-pass'",
                "REVOKE EXECUTE ON FUNCTION " + function() + " FROM PUBLIC");
        try {
            ReplicationFailure failure =
                    failure(send("x", EMIT, "prefix=p", "username=" + role, "password=s3cret-pass"));
            assertThat(failure.kind()).isEqualTo(Kind.NO_RIGHT);
            assertThat(failure)
                    .hasMessageContaining("EXECUTE on pg_logical_emit_message")
                    .hasMessageNotContaining("s3cret-pass");
        } finally {
            database.sql("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    private String function() throws SQLException {
        return database.queryOne(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'pg_logical_emit_message'"
                        + " AND 'bytea'::regtype = ANY (proargtypes)",
                String.class);
    }
}
