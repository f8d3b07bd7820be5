package io.pgwal.camel;

import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database with a published table {@code t}, and a context whose routes keep what they saw. */
public abstract class RouteFixture {

    /** An exchange as the route saw it: body and headers, copied before the exchange is recycled. */
    public record Seen(Object body, Map<String, Object> headers) {
        public String header(String name) {
            return String.valueOf(headers.get(name));
        }
    }

    protected final PgServer server;
    protected final List<Seen> seen = new CopyOnWriteArrayList<>();
    protected CamelContext context;
    protected TestDatabase database;

    protected RouteFixture(PgServer server) {
        this.server = server;
    }

    @BeforeEach
    protected void createDatabase() throws Exception {
        database = server.newDatabase();
        database.sql("CREATE TABLE t (id int PRIMARY KEY, name text)", "CREATE PUBLICATION pub FOR TABLE t");
        context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(10);
    }

    @AfterEach
    protected void stopContext() throws Exception {
        context.stop();
        database.close();
    }

    /** The endpoint of this test's slot, with quick reconnects and retries; more options, or others of the same name. */
    protected String uri(String... options) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("publication", "pub");
        all.put("host", server.host());
        all.put("port", Integer.toString(server.port()));
        all.put("database", database.name());
        all.put("username", server.user());
        all.put("password", "RAW(" + server.password() + ")");
        all.put("reconnectDelay", "100");
        all.put("redeliveryDelay", "50");
        for (String option : options) {
            int equals = option.indexOf('=');
            all.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return all.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining("&", "pgwal:" + database.slot() + "?", ""));
    }

    protected void route(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        context.start();
    }

    protected void see(Exchange exchange) {
        seen.add(new Seen(
                exchange.getMessage().getBody(),
                Map.copyOf(exchange.getMessage().getHeaders())));
    }

    protected List<Object> ids() {
        return seen.stream()
                .<Object>map(one -> ((Map<?, ?>) one.body()).get("id"))
                .toList();
    }

    protected void awaitSeen(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= count);
        org.assertj.core.api.Assertions.assertThat(seen).hasSize(count);
    }

    protected Lsn confirmedFlush() throws SQLException {
        return Lsn.parse(database.queryOne(
                "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '" + database.slot()
                        + "'",
                String.class));
    }

    protected void awaitConfirmed(String lsn) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !Lsn.parse(lsn).isAfter(confirmedFlush()));
    }

    protected boolean isConfirmed(Seen one) throws SQLException {
        return !Lsn.parse(one.header(PgWalConstants.END_LSN)).isAfter(confirmedFlush());
    }
}
