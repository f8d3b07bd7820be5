package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.Change;
import io.pgwal.testing.PgServers;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.api.management.JmxSystemPropertyKeys;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/** A consumer as an operator sees it, over JMX and in the dev console. What it shows is Camel's affair: one server. */
class ManagementIT extends RouteFixture {

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    ManagementIT() {
        super(PgServers.newest());
    }

    @Test
    void JMX_shows_a_consumer_and_pauses_it() throws Exception {
        manage();
        consume();
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        await().until(() -> "STREAMING".equals(attribute("SessionState")));
        assertThat(attribute("Slot")).isEqualTo(database.slot());
        await().until(() -> attribute("ConfirmedLsn").toString().compareTo("0/0") > 0);
        await().until(() -> attribute("WalStatus") != null);
        assertThat(attribute("InFlight")).isEqualTo(0L);
        assertThat((Long) attribute("ReceivedBytes")).isPositive();
        assertThat(attribute("Reconnects")).isEqualTo(0L);
        assertThat(attribute("Retries")).isEqualTo(0L);
        assertThat(attribute("LastError")).isNull();
        assertThat((Long) attribute("LagBytes")).isNotNegative();
        assertThat(attribute("RouteId")).as("Camel's own stay").isEqualTo("r");
        beans.invoke(bean(), "pause", new Object[0], new String[0]);
        await().until(() -> "PAUSED".equals(attribute("SessionState")));
        database.sql("INSERT INTO t VALUES (2)");
        beans.invoke(bean(), "resume", new Object[0], new String[0]);
        awaitSeen(2);
    }

    @Test
    void JMX_skips_the_exchange_that_fails() throws Exception {
        manage();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri("redeliveryDelay=60000"))
                        .routeId("r")
                        .process(ManagementIT.this::see)
                        .process(exchange -> {
                            if (seen.size() == 1) {
                                throw new IllegalStateException("poison");
                            }
                        });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)");
        await().until(() -> attribute("Failing") != null);
        String event = seen.get(0).header(PgWalConstants.EVENT_ID);
        assertThat((String) attribute("Failing"))
                .contains(event)
                .contains("attempt 1")
                .contains("IllegalStateException");
        assertThatThrownBy(() -> skip("00000000016B3748-2-000000000005"))
                .rootCause()
                .hasMessageContaining("Now failing")
                .hasMessageContaining(event);
        assertThat((String) skip(event)).contains(event);
        awaitSeen(2);
        assertThat(ids()).containsExactly(1, 2);
        awaitConfirmed(seen.get(1).header(PgWalConstants.END_LSN));
        assertThat(attribute("Skipped")).isEqualTo(1L);
        assertThat((String[]) attribute("SkippedEvents"))
                .singleElement()
                .asString()
                .contains(event);
        assertThat(attribute("Failing")).isNull();
        assertThatThrownBy(() -> skip(event)).rootCause().hasMessageContaining("None is failing now");
    }

    @Test
    void JMX_skips_only_the_failing_change_of_a_batch() throws Exception {
        manage();
        List<Integer> delivered = new CopyOnWriteArrayList<>();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri("redeliveryDelay=60000", "exchangePer=batch", "batchInterval=200"))
                        .routeId("r")
                        .process(ManagementIT.this::see)
                        .process(exchange -> {
                            List<Integer> ids = ((List<?>) exchange.getMessage().getBody())
                                    .stream()
                                            .map(change -> (Integer) ((Change.RowChange) change)
                                                    .row()
                                                    .get("id"))
                                            .toList();
                            if (ids.contains(2)) {
                                throw new IllegalStateException("poison");
                            }
                            delivered.addAll(ids);
                        });
            }
        });
        database.sql("INSERT INTO t SELECT generate_series(1, 5)");
        await().until(() -> attribute("Failing") != null);
        skip(seen.get(0).header(PgWalConstants.EVENT_ID));
        await().until(() -> delivered.size() == 4);
        assertThat(delivered).containsExactly(1, 3, 4, 5);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        assertThat(attribute("Skipped")).isEqualTo(1L);
    }

    private Object skip(String event) throws Exception {
        return beans.invoke(bean(), "skipFailing", new Object[] {event}, new String[] {String.class.getName()});
    }

    @Test
    void the_dev_console_shows_all_consumers_in_text_and_in_JSON() throws Exception {
        consume();
        PgWalConsumer alone =
                (PgWalConsumer) context.getEndpoint(uri().replace(database.slot() + "?", database.slot() + "_alone?"))
                        .createConsumer(exchange -> {});
        alone.start();
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
        DevConsole console = PluginHelper.getDevConsoleResolver(context).resolveDevConsole("pgwal");
        await().until(() -> json(console).toString().split("STREAMING", -1).length == 3);
        Map<?, ?> first = (Map<?, ?>) consumers(console).iterator().next();
        assertThat(first.get("routeId")).isEqualTo("r");
        assertThat(first.get("slot")).isEqualTo(database.slot());
        assertThat(first.get("state")).isEqualTo("STREAMING");
        assertThat(first.get("inFlight")).hasToString("0");
        String text = (String) console.call(DevConsole.MediaType.TEXT);
        assertThat(text)
                .contains("Route Id: r\n", "Route Id: none of its own\n", "state: STREAMING\n")
                .contains("slot: " + database.slot() + "_alone\n");
        assertThat(text + json(console)).doesNotContain("RAW(" + server.password());
        alone.stop();
        assertThat(consumers(console)).hasSize(1);
    }

    private static JsonObject json(DevConsole console) throws Exception {
        // as text and back: what the console is asked for over HTTP
        return (JsonObject) Jsoner.deserialize(((JsonObject) console.call(DevConsole.MediaType.JSON)).toJson());
    }

    private static Collection<?> consumers(DevConsole console) throws Exception {
        return (Collection<?>) json(console).get("consumers");
    }

    /** The build switches JMX off for tests. */
    private void manage() throws Exception {
        context.close();
        String before = System.setProperty(JmxSystemPropertyKeys.DISABLED, "false");
        try {
            context = new DefaultCamelContext();
            context.getShutdownStrategy().setTimeout(10);
        } finally {
            System.setProperty(JmxSystemPropertyKeys.DISABLED, String.valueOf(before));
        }
    }

    private void consume() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri()).routeId("r").process(ManagementIT.this::see);
            }
        });
    }

    private Object attribute(String name) throws Exception {
        return beans.getAttribute(bean(), name);
    }

    private ObjectName bean() throws Exception {
        ObjectName pattern = new ObjectName("org.apache.camel:context=" + context.getName() + ",type=consumers,name=*");
        return beans.queryNames(pattern, null).iterator().next();
    }
}
