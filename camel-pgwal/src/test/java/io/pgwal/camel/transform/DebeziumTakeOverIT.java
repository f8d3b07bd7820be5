package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.camel.RouteFixture;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** A route takes over the slot of the real Debezium engine. */
@OnOldestAndNewestPostgres
class DebeziumTakeOverIT extends RouteFixture {

    DebeziumTakeOverIT(PgServer server) {
        super(server);
    }

    @Test
    void route_goes_on_where_Debezium_has_confirmed_its_slot() throws Exception {
        database.sql(
                "CREATE TABLE " + TwinEvent.MARKER + " (id int PRIMARY KEY)",
                "ALTER PUBLICATION pub ADD TABLE " + TwinEvent.MARKER);
        try (DebeziumRun debezium = DebeziumRun.start(database, "pub")) {
            database.sql("INSERT INTO t VALUES (1, 'one')", "INSERT INTO " + TwinEvent.MARKER + " VALUES (1)");
            List<TwinEvent> theirs = debezium.awaitMarker();
            assertThat(theirs).hasSize(2);
        }
        String slot = database.slot() + "_debezium";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> database.queryOne(
                        "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '" + slot + "'", Boolean.class));
        database.sql("INSERT INTO t VALUES (2, 'two')", "INSERT INTO t VALUES (3, 'three')");
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("createSlot=false").replace("pgwal:" + database.slot(), "pgwal:" + slot))
                        .process(DebeziumTakeOverIT.this::see);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> ids().contains(3));
        assertThat(ids()).endsWith(2, 3).doesNotHaveDuplicates();
    }
}
