package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** What is written arrives with the transaction it was written in, or not at all; or it is refused. */
@OnOldestAndNewestPostgres
class EmitInTransactionIT extends EmitFixture {

    EmitInTransactionIT(PgServer server) {
        super(server);
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

    /** Spring over Jakarta transactions: Spring has bound no connection, the data source gives that of the transaction. */
    @Test
    void it_joins_such_a_transaction_under_Spring_too() throws Exception {
        consume();
        try (Connection shared = plain().getConnection()) {
            shared.setAutoCommit(false);
            bind(handingOut(shared));
            new TransactionTemplate(new DataSourceTransactionManager(plain()))
                    .executeWithoutResult(status -> emitted(send("kept", EMIT, "prefix=outbox", "dataSource=#ds")));
            shared.commit();
        }
        awaitSeen(1);
        assertThat(texts()).containsExactly("kept");
    }

    @Test
    void a_message_that_nobody_would_commit_is_refused() throws Exception {
        consume();
        bind(withoutAutocommit(connection -> {}));
        refusedAsRolledBack(send("lost", EMIT, "prefix=outbox", "dataSource=#ds"));
        refusedAsRolledBack(transacted("lost"));
        emitted(send("at once", EMIT, "prefix=outbox", "dataSource=#ds", "transactional=false"));
        awaitSeen(1);
        assertThat(texts()).containsExactly("at once");
    }

    /** The driver begins a transaction for it. */
    @Test
    void a_transaction_that_the_pool_began_to_try_the_connection_is_none() throws Exception {
        consume();
        bind(withoutAutocommit(connection -> assertThat(connection.isValid(5)).isTrue()));
        refusedAsRolledBack(send("lost", EMIT, "prefix=outbox", "dataSource=#ds"));
        assertThat(seen).isEmpty();
    }

    @Test
    void a_message_that_would_be_lost_with_a_transaction_of_another_data_source_is_refused() throws Exception {
        consume();
        DataSource source = withoutAutocommit(connection -> {});
        for (DataSource given : List.of(source, new TransactionAwareDataSourceProxy(source))) {
            bind(given);
            new TransactionTemplate(new DataSourceTransactionManager(plain()))
                    .executeWithoutResult(
                            status -> refusedAsRolledBack(send("lost", EMIT, "prefix=outbox", "dataSource=#ds")));
        }
        new TransactionTemplate(new DataSourceTransactionManager(source))
                .executeWithoutResult(status -> emitted(send("kept", EMIT, "prefix=outbox", "dataSource=#ds")));
        awaitSeen(1);
        assertThat(texts()).containsExactly("kept");
    }

    private static void refusedAsRolledBack(Exchange exchange) {
        assertThat(failure(exchange)).isNotNull();
        assertThat(failure(exchange).kind()).isEqualTo(Kind.TRANSACTION_NOT_JOINED);
        assertThat(failure(exchange)).hasMessageContaining("was rolled back");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(PgWalConstants.LSN);
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

    private interface Trial {
        void of(Connection connection) throws SQLException;
    }

    /** A new connection each time, of which what is not committed is rolled back when it is given back. */
    private DataSource withoutAutocommit(Trial trial) {
        DataSource plain = plain();
        return new DelegatingDataSource(plain) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = plain.getConnection();
                connection.setAutoCommit(false);
                trial.of(connection);
                return connection;
            }
        };
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
}
