package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.Change;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.values.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.apache.camel.processor.aggregate.jdbc.JdbcAggregationRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Rows and batches in {@code sql:}, and rows in a persistent aggregation. */
@OnOldestAndNewestPostgres
class SqlSinkIT extends RouteFixture {

    private static final String BIG =
            "repeat('x', 10) || (SELECT string_agg(md5(i::text), '') FROM" + " generate_series(1, 500) i)";

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    SqlSinkIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void createCopy() throws Exception {
        database.sql(
                "CREATE TABLE copy (id int PRIMARY KEY, name text, event text)",
                "CREATE TABLE big (id int PRIMARY KEY, name text, big text)",
                "ALTER TABLE big ALTER big SET STORAGE EXTERNAL",
                "CREATE TABLE big_copy (LIKE big INCLUDING ALL)",
                "ALTER PUBLICATION pub ADD TABLE big");
        PGSimpleDataSource target = new PGSimpleDataSource();
        target.setUrl(database.jdbcUrl());
        target.setUser(server.user());
        target.setPassword(server.password());
        context.getRegistry().bind("target", target);
    }

    private String copied(String sql) throws Exception {
        return database.queryOne(
                "SELECT coalesce(string_agg(t, ';' ORDER BY t), '') FROM (" + sql + ") s(t)", String.class);
    }

    @Test
    void a_batch_of_changes_is_a_batch_of_sql() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exchangePer=batch", "batchInterval=50"))
                        .to("sql:INSERT INTO copy VALUES (:#id, :#${body[name]}, :#CamelPgWalEventId)"
                                + "?batch=true&dataSource=#target&noop=true")
                        .process(SqlSinkIT.this::see);
            }
        });
        database.sql("INSERT INTO t SELECT i, 'n' || i FROM generate_series(1, 3) i");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> copied("SELECT id || name FROM copy"), "1n1;2n2;3n3"::equals);
        List<?> changes =
                seen.stream().flatMap(one -> ((List<?>) one.body()).stream()).toList();
        assertThat(copied("SELECT event FROM copy"))
                .as("each has its own event id, and not that of the last")
                .isEqualTo(changes.stream()
                        .map(change -> ((Change) change).eventId().orElseThrow().toString())
                        .reduce((one, other) -> one + ";" + other)
                        .orElseThrow());
    }

    @Test
    void an_unchanged_column_is_an_error_and_never_NULL() throws Exception {
        database.sql("INSERT INTO big VALUES (1, 'a', " + BIG + ")");
        route(failing(
                "sql:UPDATE big_copy SET name = :#name, big = :#${body[big]} WHERE id = :#id?dataSource=#target"));
        database.sql("UPDATE big SET name = 'b'");
        await().atMost(Duration.ofSeconds(30)).until(() -> !failures.isEmpty());
        assertThat(failures.get(0)).hasStackTraceContaining("PostgreSQL did not send public.big.big");
    }

    private RouteBuilder failing(String sql) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .process(exchange ->
                                failures.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
                from(uri("kinds=update")).transformDataType("pgwal:jdbc").to(sql);
            }
        };
    }

    @Test
    void an_unchanged_column_is_left_alone_by_a_choice() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("kinds=insert,update"))
                        .transformDataType("pgwal:jdbc")
                        .choice()
                        .when(header(PgWalConstants.UNCHANGED).isNull())
                        .to("sql:INSERT INTO big_copy VALUES (:#id, :#name, :#big) ON CONFLICT (id) DO UPDATE"
                                + " SET name = excluded.name, big = excluded.big?dataSource=#target")
                        .otherwise()
                        .to("sql:UPDATE big_copy SET name = :#name WHERE id = :#id?dataSource=#target");
            }
        });
        copyBig();
    }

    @Test
    void an_unchanged_column_is_left_alone_in_a_batch() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("kinds=insert,update", "exchangePer=batch", "batchInterval=50"))
                        .transformDataType("pgwal:jdbc")
                        .to("sql:INSERT INTO big_copy AS c VALUES (:#id, :#name, :#${body.getOrDefault('big', null)})"
                                + " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                                + " big = CASE WHEN 'big' = ANY(CAST(:#CamelPgWalUnchanged AS text[]))"
                                + " THEN c.big ELSE excluded.big END?batch=true&dataSource=#target");
            }
        });
        copyBig();
    }

    private void copyBig() throws Exception {
        database.sql(
                "INSERT INTO big VALUES (1, 'a', " + BIG + "), (2, 'a', " + BIG + ")",
                "UPDATE big SET name = 'b'",
                "UPDATE big SET big = NULL WHERE id = 2");
        String rows = "SELECT id || name || coalesce(md5(big), 'NULL') FROM ";
        String expected = copied(rows + "big");
        await().atMost(Duration.ofSeconds(30)).until(() -> copied(rows + "big_copy"), expected::equals);
    }

    @Test
    void a_change_without_a_row_is_refused_with_what_to_do() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .process(exchange ->
                                failures.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
                from(uri("exchangePer=batch", "batchInterval=10")).transformDataType("pgwal:jdbc");
            }
        });
        database.sql("TRUNCATE t");
        await().atMost(Duration.ofSeconds(30)).until(() -> !failures.isEmpty());
        assertThat(failures.get(0)).hasMessageContaining("TRUNCATE of public.t").hasMessageContaining("option kinds");
    }

    @Test
    void a_row_of_a_persistent_aggregation_is_a_row_with_its_headers() throws Exception {
        aggregate("exchangePer=change", new UseLatestAggregationStrategy());
        database.sql("INSERT INTO t VALUES (1, 'one')", "INSERT INTO t VALUES (2, 'two')");
        awaitSeen(1);
        assertThat(seen.get(0).body()).isInstanceOf(Row.class);
        assertThat(((Row) seen.get(0).body()).get("name")).isEqualTo("two");
        assertThat(seen.get(0).headers().get(PgWalConstants.KEY)).isInstanceOf(Row.class);
        assertThat(seen.get(0).headers().get(PgWalConstants.COMMIT_TIME)).isInstanceOf(Instant.class);
        assertThat(seen.get(0).headers()).containsKeys(PgWalConstants.EVENT_ID, PgWalConstants.LAST);
    }

    @Test
    void batches_of_a_persistent_aggregation_are_changes() throws Exception {
        aggregate("exchangePer=transaction", SqlSinkIT::together);
        database.sql("INSERT INTO t VALUES (1, 'one')", "UPDATE t SET id = 2");
        awaitSeen(1);
        List<?> changes = (List<?>) seen.get(0).body();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0)).isInstanceOf(Change.Insert.class);
        assertThat((Change) changes.get(1)).isInstanceOfSatisfying(Change.Update.class, one -> {
            assertThat(one.row().get("id")).isEqualTo(2);
            assertThat(one.before().orElseThrow().get("id")).isEqualTo(1);
            assertThat(one.isLast()).isTrue();
        });
    }

    @SuppressWarnings("unchecked")
    private static Exchange together(Exchange before, Exchange now) {
        if (before != null) {
            List<Object> changes = new ArrayList<>(before.getMessage().getBody(List.class));
            changes.addAll(now.getMessage().getBody(List.class));
            before.getMessage().setBody(changes);
            return before;
        }
        return now;
    }

    private void aggregate(String option, org.apache.camel.AggregationStrategy strategy) throws Exception {
        database.sql(
                "CREATE TABLE parked (id varchar(255) PRIMARY KEY, exchange bytea NOT NULL, version bigint NOT NULL)",
                "CREATE TABLE parked_completed (id varchar(255) PRIMARY KEY, exchange bytea NOT NULL, version bigint NOT NULL)");
        PGSimpleDataSource dataSource = context.getRegistry().lookupByNameAndType("target", PGSimpleDataSource.class);
        JdbcTransactionManager transactionManager = new JdbcTransactionManager(dataSource);
        JdbcAggregationRepository repository = new JdbcAggregationRepository(transactionManager, "parked", dataSource);
        repository.setAllowSerializedHeaders(true);
        repository.setDeserializationFilter("java.**;io.pgwal.**;org.apache.camel.**;!*");
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(option))
                        .aggregate(constant(true), strategy)
                        .aggregationRepository(repository)
                        .completionSize(2)
                        .process(SqlSinkIT.this::see);
            }
        });
    }
}
