package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox without a table: what is written arrives, once, with the transaction it was written in, or not at all. */
@OnEveryPostgres
class EmitMessageIT extends ProducerFixture {

    private static final String EMIT = "operation=emitMessage";

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
    void it_commits_and_rolls_back_with_the_transaction_of_a_Spring_transaction_manager() throws Exception {
        consume();
        bind(plain());
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(lookup()));
        transaction.executeWithoutResult(status -> {
            insert(DataSourceUtils.getConnection(lookup()), 1);
            emitted(send("rolled back", EMIT, "prefix=outbox", "dataSource=#ds"));
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            emitted(send("first", EMIT, "prefix=outbox", "dataSource=#ds"));
            insert(DataSourceUtils.getConnection(lookup()), 2);
            emitted(send("last", EMIT, "prefix=outbox", "dataSource=#ds"));
        });
        awaitSeen(3);
        assertThat(texts()).containsExactly("first", "2", "last");
        assertThat(seen)
                .as("one transaction")
                .extracting(one -> one.header(PgWalConstants.TRANSACTION_ID))
                .containsOnly(seen.get(0).header(PgWalConstants.TRANSACTION_ID));
        assertThat(database.queryOne("SELECT count(*) FROM t", Long.class)).isEqualTo(1);
    }

    @Test
    void a_data_source_that_knows_of_Spring_itself_serves_as_well() throws Exception {
        consume();
        DataSource raw = plain();
        bind(new TransactionAwareDataSourceProxy(raw));
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(raw));
        transaction.executeWithoutResult(status -> {
            emitted(send("rolled back", EMIT, "prefix=outbox", "dataSource=#ds"));
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> emitted(send("kept", EMIT, "prefix=outbox", "dataSource=#ds")));
        awaitSeen(1);
        assertThat(texts()).containsExactly("kept");
    }

    @Test
    void outside_of_a_transaction_a_data_source_is_a_way_to_connect() throws Exception {
        consume();
        bind(plain());
        emitted(send("kept", EMIT, "prefix=outbox", "dataSource=#ds", "port=1"));
        awaitSeen(1);
        assertThat(texts()).containsExactly("kept");
    }

    /** As with a transaction manager of Jakarta EE: the data source itself gives the transaction's connection. */
    @Test
    void it_joins_the_transaction_of_a_data_source_that_hands_out_the_connection_of_it() throws Exception {
        consume();
        try (Connection shared = plain().getConnection()) {
            shared.setAutoCommit(false);
            bind(handingOut(shared));
            emitted(transacted("rolled back"));
            shared.rollback();
            emitted(transacted("kept"));
            insert(shared, 1);
            shared.commit();
        }
        awaitSeen(2);
        assertThat(texts()).containsExactly("kept", "1");
    }

    @Test
    void work_that_was_begun_on_the_connection_is_a_transaction_to_join() throws Exception {
        consume();
        try (Connection shared = plain().getConnection()) {
            shared.setAutoCommit(false);
            bind(handingOut(shared));
            insert(shared, 1);
            emitted(send("kept", EMIT, "prefix=outbox", "dataSource=#ds"));
            shared.commit();
        }
        awaitSeen(2);
        assertThat(texts()).containsExactly("1", "kept");
    }

    @Test
    void a_message_that_nobody_would_commit_is_refused() throws Exception {
        consume();
        try (Connection shared = plain().getConnection()) {
            shared.setAutoCommit(false);
            bind(handingOut(shared));
            ReplicationFailure failure = failure(send("lost", EMIT, "prefix=outbox", "dataSource=#ds"));
            assertThat(failure.kind()).isEqualTo(Kind.TRANSACTION_NOT_JOINED);
            assertThat(failure).hasMessageContaining("would be rolled back");
            emitted(send("at once", EMIT, "prefix=outbox", "dataSource=#ds", "transactional=false"));
            shared.rollback();
        }
        awaitSeen(1);
        assertThat(texts()).containsExactly("at once");
    }

    @Test
    void a_message_that_would_outlive_the_transaction_of_the_route_is_refused() throws Exception {
        consume();
        bind(plain());
        ReplicationFailure failure = failure(transacted("orphan"));
        assertThat(failure.kind()).isEqualTo(Kind.TRANSACTION_NOT_JOINED);
        assertThat(failure).hasMessageContaining("TransactionAwareDataSourceProxy");
        emitted(send("kept", EMIT, "prefix=outbox"));
        awaitSeen(1);
        assertThat(texts()).containsExactly("kept");
    }

    @Test
    void a_message_that_would_outlive_a_transaction_of_another_data_source_is_refused() throws Exception {
        consume();
        bind(plain());
        new TransactionTemplate(new DataSourceTransactionManager(plain())).executeWithoutResult(status -> {
            ReplicationFailure failure = failure(send("orphan", EMIT, "prefix=outbox", "dataSource=#ds"));
            assertThat(failure.kind()).isEqualTo(Kind.TRANSACTION_NOT_JOINED);
        });
        emitted(send("kept", EMIT, "prefix=outbox"));
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

    /** Sends within a route that is in a transaction, as after {@code .transacted()}. */
    private Exchange transacted(String body) throws Exception {
        if (context.getRoute("transacted") == null) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:transacted")
                            .routeId("transacted")
                            .process(exchange -> exchange.getUnitOfWork().beginTransactedBy("transaction"))
                            .to(uri(EMIT, "prefix=outbox", "dataSource=#ds"));
                }
            });
        }
        return context.createFluentProducerTemplate()
                .withBody(body)
                .to("direct:transacted")
                .send();
    }

    private static String emitted(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getHeader(PgWalConstants.LSN, String.class);
    }

    /** Messages by their text, rows by their id. */
    private List<String> texts() {
        await().during(Duration.ofMillis(200)).until(() -> true);
        return seen.stream()
                .map(one -> one.body() instanceof byte[] content
                        ? new String(content, StandardCharsets.UTF_8)
                        : String.valueOf(((Map<?, ?>) one.body()).get("id")))
                .toList();
    }

    private DataSource plain() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.jdbcUrl());
        source.setUser(server.user());
        source.setPassword(server.password());
        return source;
    }

    private void bind(DataSource source) {
        context.getRegistry().bind("ds", source);
    }

    private DataSource lookup() {
        return context.getRegistry().lookupByNameAndType("ds", DataSource.class);
    }

    private static void insert(Connection connection, int id) {
        try (Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO t VALUES (" + id + ")");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The one connection, which stays open when it is given back. */
    private static DataSource handingOut(Connection shared) {
        Connection kept = (Connection) Proxy.newProxyInstance(
                EmitMessageIT.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(shared, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                EmitMessageIT.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return kept;
                    }
                    return method.getName().equals("hashCode") ? (Object) 1 : proxy == arguments[0];
                });
    }
}
