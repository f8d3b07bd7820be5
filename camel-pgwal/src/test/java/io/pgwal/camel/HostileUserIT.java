package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.preflight.Finding;
import io.pgwal.replication.preflight.Preflight;
import io.pgwal.testing.HostileUser;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A role without privileges has planted objects in each schema that the route's role finds before {@code pg_catalog}. None
 * of them runs and none of them is read.
 */
@OnEveryPostgres
class HostileUserIT extends EmitFixture {

    private static final String PASSWORD = "s3cret-pass";

    private HostileUser hostile;

    HostileUserIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void plant() throws Exception {
        database.sql(
                "CREATE TYPE mood AS ENUM ('good')",
                "CREATE TYPE address AS (street text, zip text)",
                "ALTER TABLE t ADD feels mood DEFAULT 'good', ADD lives address DEFAULT ROW('a', 'b'), REPLICA IDENTITY FULL",
                "CREATE ROLE " + role() + " LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
                "GRANT CREATE ON DATABASE " + database.name() + " TO " + role(),
                "CREATE TABLE mine (id int PRIMARY KEY)",
                "ALTER TABLE mine OWNER TO " + role());
        hostile = HostileUser.in(database, List.of("planted", role(), "public"));
        database.sql("ALTER ROLE " + role() + " IN DATABASE " + database.name()
                + " SET search_path = planted, \"$user\", public, pg_catalog");
    }

    /** The roles go after the context and the database that use them. */
    @AfterEach
    @Override
    protected void stopContext() throws Exception {
        super.stopContext();
        hostile.close();
        try (Connection connection = server.connect("postgres");
                Statement sql = connection.createStatement()) {
            sql.execute("DROP ROLE " + role());
        }
    }

    @Test
    void route_springs_no_trap() throws Exception {
        started();
        assertThat(seen.get(0).headers())
                .containsEntry(PgWalConstants.KEY, Map.of("id", 1))
                .containsEntry(PgWalConstants.RELATION, "public.t");
        assertThat(seen.get(0).body())
                .isEqualTo(Map.of("id", 1, "name", "a", "feels", "good", "lives", Map.of("street", "a", "zip", "b")));
        // the watch asks at least every two seconds, the heart beats in the meantime
        await().until(() -> String.valueOf(server()).contains("walStatus"));
        await().until(() -> database.queryOne(
                        "SELECT count(*) FROM pg_logical_slot_peek_changes('" + database.slot()
                                + "_sprung', NULL, NULL)" + " WHERE data LIKE '%prefix: pgwal-heartbeat%'",
                        Long.class)
                > 2);
        assertThat(hostile.sprung()).isNull();
    }

    @Test
    void producer_springs_no_trap() throws Exception {
        started();
        String first = seen.get(0).header(PgWalConstants.EVENT_ID);
        emitted(send("own connection", own(EMIT, "prefix=outbox")));
        emitted(send("own transaction", own(EMIT, "prefix=outbox", "transactional=false")));
        bind(asRole());
        emitted(send("data source", own(EMIT, "prefix=outbox", "dataSource=#ds", "transactional=false")));
        emitted(send("data source, transactional", own(EMIT, "prefix=outbox", "dataSource=#ds")));
        awaitSeen(5);
        context.getRouteController().stopRoute("r");
        await().until(() -> server().get("active").equals(false));
        database.sql("INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)");
        answer(first, own("operation=advance"));
        answer(currentWal(), own("operation=advance", "force=true"));
        assertThat(send(null, own("operation=dropSlot")).getException()).isNull();
        assertThat(answer(null, own("operation=status")).containsKey("server")).isFalse();
        assertThat(hostile.sprung()).isNull();
    }

    @Test
    void preflight_springs_no_trap() throws Exception {
        database.sql("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "CREATE PUBLICATION other FOR TABLE t");
        PgWalEndpoint endpoint = context.getEndpoint(
                uri(own("publication=pub,other", "binary=true", "twoPhase=" + (server.major() >= 15))),
                PgWalEndpoint.class);
        List<Finding> findings = Preflight.look(endpoint.getConfiguration().toSettings());
        assertThat(findings)
                .extracting(Finding::what)
                .noneMatch(what -> what.contains("could not be looked at"))
                .anyMatch(what -> what.contains("t"));
        assertThat(hostile.sprung()).isNull();
    }

    private void started() throws Exception {
        String[] options = own(
                "publication=pub,made",
                "createPublication=true",
                "tables=public.mine",
                "preflight=true",
                "heartbeatInterval=100",
                "statusInterval=200",
                "messages=true",
                "messagePrefixes=outbox");
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(HostileUserIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1, 'a')");
        awaitSeen(1);
    }

    private String[] own(String... options) {
        List<String> all = new java.util.ArrayList<>(List.of("username=" + role(), "password=" + PASSWORD));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private Map<?, ?> server() throws Exception {
        return (Map<?, ?>) answer(null, own("operation=status")).get("server");
    }

    private String currentWal() throws Exception {
        return database.queryOne("SELECT pg_current_wal_lsn()::text", String.class);
    }

    private PGSimpleDataSource asRole() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.jdbcUrl());
        source.setUser(role());
        source.setPassword(PASSWORD);
        return source;
    }

    private String role() {
        return database.name() + "_role";
    }
}
