package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.docs.Snippet;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What operations.md says, with the SQL that it shows. */
@OnOldestAndNewestPostgres
class OperationsPageIT extends RouteFixture {

    private static final String PAGE = "src-docs/operations.md";

    OperationsPageIT(PgServer server) {
        super(server);
    }

    @Test
    void copied_slot_delivers_again_what_the_original_has_confirmed() throws Exception {
        startRoute(uri());
        database.sql("INSERT INTO t VALUES (1, 'one')");
        awaitSeen(1);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        run("pg_copy_logical_replication_slot");
        database.sql("INSERT INTO t VALUES (2, 'two')");
        awaitSeen(2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
        List<Seen> first = List.copyOf(seen);
        seen.clear();
        startRoute(uri().replace("pgwal:" + database.slot(), "pgwal:" + database.slot() + "_replay"));
        awaitSeen(1);
        assertThat(seen.get(0).body()).isEqualTo(first.get(1).body());
        assertThat(seen.get(0).header(PgWalConstants.EVENT_ID))
                .isEqualTo(first.get(1).header(PgWalConstants.EVENT_ID));
    }

    @Test
    void slot_does_not_go_backwards() throws Exception {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        String before = database.queryOne("SELECT pg_current_wal_lsn()::text", String.class);
        database.sql("INSERT INTO t VALUES (1, 'one')", "INSERT INTO t VALUES (2, 'two')");
        advance("pg_current_wal_lsn()");
        assertThatThrownBy(() -> advance("'" + before + "'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("cannot advance replication slot");
    }

    private void advance(String to) throws SQLException {
        database.sql("SELECT pg_replication_slot_advance('" + database.slot() + "', " + to + ")");
    }

    @Test
    void slot_that_is_dropped_loses_what_it_held() throws Exception {
        startRoute(uri());
        database.sql("INSERT INTO t VALUES (1, 'one')");
        awaitSeen(1);
        context.getRouteController().stopAllRoutes();
        database.sql("INSERT INTO t VALUES (2, 'lost')");
        run("pg_drop_replication_slot");
        context.getRouteController().startAllRoutes();
        database.sql("INSERT INTO t VALUES (3, 'three')");
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 3);
    }

    @Test
    void drained_slot_says_so_when_writers_have_stopped() throws Exception {
        startRoute(uri());
        database.sql("INSERT INTO t VALUES (1, 'one')");
        awaitSeen(1);
        // other tests may write to the same server: end of WAL as it is now
        String query = sql("pg_wal_lsn_diff").replace("pg_current_wal_lsn()", "'" + endOfWal() + "'::pg_lsn");
        await().until(() -> database.queryOne(query, Boolean.class));
    }

    private String endOfWal() throws SQLException {
        return database.queryOne("SELECT pg_current_wal_lsn()::text", String.class);
    }

    private void run(String function) throws SQLException {
        database.sql(sql(function));
    }

    /** The statement of the page that uses this, for the slot of this test in place of the page's. */
    private String sql(String function) {
        return Snippet.of(PAGE).stream()
                .filter(one -> one.language().equals("sql"))
                .flatMap(one -> one.text().lines())
                .filter(line -> line.contains(function))
                .findFirst()
                .orElseThrow()
                .replaceAll("--.*", "")
                .replace("'shop", "'" + database.slot());
    }

    private void startRoute(String uri) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(OperationsPageIT.this::see);
            }
        });
    }
}
