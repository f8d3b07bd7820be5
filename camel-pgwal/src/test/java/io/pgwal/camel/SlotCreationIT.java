package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slot that is missing at a start is created, and those who listen are told that earlier changes are not delivered. */
@OnOldestAndNewestPostgres
class SlotCreationIT extends RouteFixture {

    private final List<PgWalSlotCreated> events = new CopyOnWriteArrayList<>();

    SlotCreationIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void listen() {
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof PgWalSlotCreated created) {
                    events.add(created);
                }
            }
        });
    }

    @Test
    void slot_dropped_while_the_route_was_stopped_is_created_with_an_event() throws Exception {
        startRoute();
        insertAndAwait(1);
        context.getRouteController().stopRoute("r");
        database.sql("INSERT INTO t VALUES (2)", "SELECT pg_drop_replication_slot('" + database.slot() + "')");
        context.getRouteController().startRoute("r");
        insertAndAwait(3);
        assertThat(ids()).containsExactly(1, 3);
        assertThat(events).hasSize(2);
        assertThat(events.get(1).getSlot()).isEqualTo(database.slot());
        assertThat(Lsn.parse(events.get(1).getLsn()))
                .isLessThanOrEqualTo(Lsn.parse(seen.get(1).header(PgWalConstants.COMMIT_LSN)));
        assertThat(consumer().getSlotCreations()).isEqualTo(1);
    }

    @Test
    void slot_that_exists_is_read_without_an_event() throws Exception {
        startRoute();
        context.getRouteController().stopRoute("r");
        database.sql("INSERT INTO t VALUES (2)");
        context.getRouteController().startRoute("r");
        awaitSeen(1);
        assertThat(events).hasSize(1);
        assertThat(consumer().getSlotCreations()).isZero();
    }

    @Test
    void temporary_slot_sends_an_event_at_each_connection() throws Exception {
        startRoute("temporarySlot=true", "failoverSlot=false");
        insertAndAwait(1);
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> events.size() == 2);
        assertThat(consumer().getSlotCreations()).isEqualTo(2);
    }

    private void startRoute(String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(exchange -> see(exchange));
            }
        });
    }

    private void insertAndAwait(int id) throws Exception {
        int before = seen.size();
        database.sql("INSERT INTO t VALUES (" + id + ")");
        awaitSeen(before + 1);
        awaitConfirmed(seen.get(before).header(PgWalConstants.END_LSN));
    }

    private PgWalConsumer consumer() {
        return (PgWalConsumer) context.getRoute("r").getConsumer();
    }
}
