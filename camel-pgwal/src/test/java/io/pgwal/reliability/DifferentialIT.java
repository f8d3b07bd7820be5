package io.pgwal.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** One workload, read from as many slots as there are ways to read it: the same events. {@code -Dseed=42} repeats it. */
@OnEveryPostgres
class DifferentialIT {

    private static final String TWO_PHASE =
            "twoPhase=true&kinds=insert,update,delete,truncate,message," + "prepare,commit_prepared,rollback_prepared";

    private final PgServer server;

    DifferentialIT(PgServer server) {
        this.server = server;
    }

    /** Name of the slot's ending → options. */
    private Map<String, String> ways() {
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("text", "");
        ways.put("binary", "&binary=true");
        ways.put("lanes", "&concurrentConsumers=4&ordering=key");
        ways.put("transactions", "&exchangePer=transaction&binary=true");
        ways.put("parts", "&exchangePer=transaction&batchSize=7");
        ways.put("batches", "&exchangePer=batch&batchSize=100&batchInterval=10");
        ways.put("narrow", "&maxInFlight=3");
        ways.put("table", "&concurrentConsumers=3&ordering=table&exchangePer=batch&batchSize=30&batchInterval=5");
        ways.put("rows", "&messages=false"); // what streaming is compared with
        ways.put("streamed", "&" + Setup.streaming("on", 1 << 26));
        ways.put("streamed_spilling", "&binary=true&" + Setup.streaming("on", 10_000));
        ways.put("streamed_lanes", "&concurrentConsumers=4&" + Setup.streaming("on", 1));
        if (server.major() >= 16) {
            ways.put("parallel", "&" + Setup.streaming("parallel", 1 << 26));
            ways.put("parallel_transactions", "&exchangePer=transaction&" + Setup.streaming("parallel", 10_000));
        }
        if (server.major() >= 15) {
            ways.put("streamed_prepared", "&" + TWO_PHASE + "&" + Setup.streaming("on", 10_000));
            ways.put("prepared", "&" + TWO_PHASE);
            ways.put("prepared_lanes", "&binary=true&concurrentConsumers=4&" + TWO_PHASE);
        }
        return ways;
    }

    @Test
    void every_way_to_read_a_workload_gives_the_same_events() throws Exception {
        long seed = Seeds.seed();
        String repeat = Seeds.command(DifferentialIT.class, server.major(), seed, "");
        System.out.println("PostgreSQL " + server.major() + ", seed " + seed + "; " + repeat);
        try (TestDatabase database = server.newDatabase()) {
            Truth.create(database);
            createSlots(database);
            Lsn end;
            try (Workload workload = Workload.start(database, seed, 4, 120, 2)) {
                workload.join();
                end = workload.finish();
            }
            Map<Boolean, List<RecordedEvent>> first = new HashMap<>();
            for (Map.Entry<String, String> way : ways().entrySet()) {
                String as = repeat + "\nway: " + way.getKey();
                List<Delivered> deliveries = read(database, way.getKey(), way.getValue(), end);
                Findings findings = Checker.check(Truth.of(database, way.getValue()), deliveries);
                System.out.println("  " + way.getKey() + ": " + findings);
                awaitStreamed(database, way.getKey(), way.getValue().contains("streaming="));
                assertThat(findings.faults()).as(as).isEmpty();
                List<RecordedEvent> events =
                        comparable(deliveries, way.getValue().contains(TWO_PHASE));
                List<RecordedEvent> expected =
                        first.computeIfAbsent(way.getValue().contains("messages=false"), withoutMessages -> events);
                assertThat(events.equals(way.getValue().contains(TWO_PHASE) ? comparable(expected) : expected))
                        .as("%s, %d events, expected %d", as, events.size(), expected.size())
                        .isTrue();
            }
        }
    }

    private void createSlots(TestDatabase database) throws SQLException {
        for (Map.Entry<String, String> way : ways().entrySet()) {
            String twoPhase = way.getValue().contains(TWO_PHASE) ? ", false, true)" : ")";
            database.sql("SELECT pg_create_logical_replication_slot('" + slot(database, way.getKey()) + "', 'pgoutput'"
                    + twoPhase);
        }
    }

    private static String slot(TestDatabase database, String way) {
        return database.slot() + "_" + way;
    }

    private List<Delivered> read(TestDatabase database, String way, String options, Lsn end) throws Exception {
        String slot = slot(database, way);
        String uri = History.uri(database, server.port(), options).replace(database.slot(), slot);
        List<Delivered> deliveries = Collections.synchronizedList(new ArrayList<>());
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).process(exchange -> RecordedEvent.of(exchange.getMessage())
                            .forEach(event -> deliveries.add(new Delivered(0, true, 0, event))));
                }
            });
            context.start();
            await(way).atMost(Duration.ofSeconds(60)).until(() -> !end.isAfter(History.confirmed(database, slot)));
        }
        return new ArrayList<>(deliveries);
    }

    /** Or else the comparison would be of nothing; the server's statistics come a little late. */
    private static void awaitStreamed(TestDatabase database, String way, boolean expected) {
        await(way + " to be streamed").atMost(Duration.ofSeconds(20)).until(() -> {
            Long streamed = database.queryOne(
                    "SELECT stream_txns FROM pg_stat_replication_slots WHERE slot_name = '" + slot(database, way) + "'",
                    Long.class);
            return streamed != null && streamed > 0 == expected;
        });
    }

    /** In the order of their ids; prepared transactions have other ids than committed ones. */
    private static List<RecordedEvent> comparable(List<Delivered> deliveries, boolean twoPhase) {
        List<RecordedEvent> events = new ArrayList<>();
        List<String> rolledBack = deliveries.stream()
                .map(Delivered::event)
                .filter(event -> event.kind().equals("ROLLBACK_PREPARED"))
                .map(RecordedEvent::gid)
                .toList();
        for (Delivered one : deliveries) {
            RecordedEvent event = one.event();
            if (!event.kind().contains("PREPARE")
                    && !(rolledBack.contains(event.gid()) && !event.gid().isEmpty())) {
                events.add(event);
            }
        }
        events.sort(Comparator.comparing(RecordedEvent::id));
        return twoPhase ? comparable(events) : events;
    }

    /** Without ids, in the order of what is in them. */
    private static List<RecordedEvent> comparable(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> new RecordedEvent(
                        "", event.kind(), event.table(), event.key(), event.oldKey(), "", event.content()))
                .sorted(Comparator.comparing(RecordedEvent::toString))
                .toList();
    }
}
