package io.pgwal.examples.scaleout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.camel.PgWalComponent;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.examples.DemoServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scale-out.md says about publications that share the rows of a table. */
class RowFiltersIT {

    private static final String EVEN = "even";
    private static final String ODD = "odd";

    private static DemoServer server;

    private final CamelContext camel = new DefaultCamelContext();
    private final Map<String, List<String>> seen =
            Map.of(EVEN, new CopyOnWriteArrayList<>(), ODD, new CopyOnWriteArrayList<>());
    private final Map<String, List<String>> ids =
            Map.of(EVEN, new CopyOnWriteArrayList<>(), ODD, new CopyOnWriteArrayList<>());

    @BeforeAll
    static void startServer() throws Exception {
        server = DemoServer.embedded("logical");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        sql(
                "CREATE TABLE t (id int PRIMARY KEY, city text)",
                "CREATE PUBLICATION even FOR TABLE t WHERE ((id & 1) = 0)",
                "CREATE PUBLICATION odd FOR TABLE t WHERE ((id & 1) = 1)");
        camel.getComponent("pgwal", PgWalComponent.class).getConfiguration().setUrl(server.url());
        for (String half : List.of(EVEN, ODD)) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("pgwal:" + half + "?publication=" + half + "&dropSlotOnStop=true")
                            .process(exchange -> see(half, exchange.getMessage()));
                }
            });
        }
        camel.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> active() == 2);
    }

    private void see(String half, Message change) {
        ids.get(half)
                .add(change.getHeader(PgWalConstants.TRANSACTION_ID) + " " + change.getHeader(PgWalConstants.EVENT_ID));
        seen.get(half).add(change.getHeader(PgWalConstants.KIND) + " " + change.getBody());
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        sql("DROP TABLE t", "DROP PUBLICATION IF EXISTS even, odd, rome, theirs", "DROP FUNCTION IF EXISTS bucket");
    }

    @Test
    void a_transaction_is_split_and_both_halves_bear_its_id_and_count_their_events_from_its_start() throws Exception {
        sql("INSERT INTO t VALUES (1, 'Rome'), (2, 'Oslo'), (3, 'Bern')");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(seen.get(EVEN)).containsExactly("INSERT {id=2, city=Oslo}");
            assertThat(seen.get(ODD)).containsExactly("INSERT {id=1, city=Rome}", "INSERT {id=3, city=Bern}");
        });
        assertThat(ids.get(EVEN).get(0))
                .isEqualTo(ids.get(ODD).get(0))
                .isNotEqualTo(ids.get(ODD).get(1));
    }

    @Test
    void a_row_whose_new_key_is_the_others_leaves_one_half_and_enters_the_other() throws Exception {
        sql("INSERT INTO t VALUES (1, 'Rome')", "UPDATE t SET id = 2");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(seen.get(ODD)).hasSize(2).last().asString().startsWith("DELETE {id=1");
            assertThat(seen.get(EVEN)).containsExactly("INSERT {id=2, city=Rome}");
        });
    }

    @Test
    void a_truncate_comes_to_both() throws Exception {
        sql("TRUNCATE t");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(seen.get(EVEN)).containsExactly("TRUNCATE null");
            assertThat(seen.get(ODD)).containsExactly("TRUNCATE null");
        });
    }

    @Test
    void an_update_is_refused_when_a_filter_looks_at_a_column_outside_of_the_replica_identity() throws Exception {
        sql("INSERT INTO t VALUES (1, 'Rome')", "CREATE PUBLICATION rome FOR TABLE t WHERE (city = 'Rome')");
        assertThatThrownBy(() -> sql("UPDATE t SET city = 'Bern'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not part of the replica identity");
        sql("ALTER TABLE t REPLICA IDENTITY FULL", "UPDATE t SET city = 'Bern'");
    }

    @Test
    void a_filter_may_call_nothing_of_ones_own() throws Exception {
        sql("CREATE FUNCTION bucket(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 % 2'");
        assertThatThrownBy(() -> sql("CREATE PUBLICATION mine FOR TABLE t WHERE (bucket(id) = 0)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("User-defined or built-in mutable functions are not allowed");
        sql("CREATE PUBLICATION theirs FOR TABLE t WHERE ((hashtext(city) & 1) = 0)");
    }

    private int active() throws SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement();
                var row = sql.executeQuery("SELECT count(*) FROM pg_replication_slots WHERE active")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }
}
