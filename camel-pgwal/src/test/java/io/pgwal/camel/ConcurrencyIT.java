package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Several exchanges at a time: what stays in order, and what does not wait. */
@OnOldestAndNewestPostgres
class ConcurrencyIT extends RouteFixture {

    /** One exchange: when it was in the route, in ticks of one clock, and what it is about. */
    private record Visit(String eventId, Set<Object> keys, String table, boolean truncate, long from, long to) {}

    private final List<Visit> visits = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger inRoute = new AtomicInteger();
    private final AtomicInteger mostInRoute = new AtomicInteger();
    private CountDownLatch met = new CountDownLatch(0);
    private final long seed = Long.getLong("seed", new Random().nextLong());

    ConcurrencyIT(PgServer server) {
        super(server);
    }

    @Test
    void changes_of_one_key_are_processed_one_after_another_and_truncate_alone() throws Exception {
        route(visiting("concurrentConsumers=4", "maxInFlight=200"));
        int changes = workload();
        await().atMost(Duration.ofSeconds(60)).until(() -> visits.size() >= changes);
        assertThat(visits).as(replay()).hasSize(changes);
        Set<Object> keys = new HashSet<>();
        visits.forEach(visit -> keys.addAll(visit.keys));
        keys.forEach(key -> inOrder(visits.stream()
                .filter(visit -> visit.truncate || visit.keys.contains(key))
                .toList()));
        assertThat(mostInRoute.get()).as(replay()).isBetween(2, 4);
        awaitConfirmed(database.queryOne("SELECT pg_current_wal_lsn()::text", String.class));
    }

    @Test
    void changes_of_one_table_are_processed_one_after_another_when_that_is_asked_for() throws Exception {
        database.sql(
                "CREATE TABLE u (id int PRIMARY KEY, name text)",
                "CREATE TABLE v (id int PRIMARY KEY, name text)",
                "CREATE TABLE w (id int PRIMARY KEY, name text)",
                "ALTER PUBLICATION pub ADD TABLE u, v, w");
        route(visiting("concurrentConsumers=4", "ordering=table"));
        for (int i = 0; i < 20; i++) {
            for (String table : List.of("t", "u", "v", "w")) {
                database.sql("INSERT INTO " + table + " VALUES (" + i + ")");
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> visits.size() == 80);
        for (String table : List.of("t", "u", "v", "w")) {
            inOrder(visits.stream().filter(visit -> visit.table.equals(table)).toList());
        }
    }

    @Test
    void changes_of_one_transaction_are_processed_one_after_another_when_that_is_asked_for() throws Exception {
        met = new CountDownLatch(2); // the first two exchanges wait for each other: they are of different transactions
        route(visiting("concurrentConsumers=3", "ordering=transaction"));
        for (int i = 0; i < 15; i++) {
            database.sql("INSERT INTO t SELECT generate_series(" + i * 10 + ", " + (i * 10 + 4) + ")");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> visits.size() == 75);
        visits.stream()
                .map(ConcurrencyIT::commit)
                .distinct()
                .forEach(commit -> inOrder(visits.stream()
                        .filter(visit -> commit(visit).equals(commit))
                        .toList()));
        assertThat(mostInRoute.get()).isGreaterThan(1);
    }

    @Test
    void a_failing_key_holds_the_position_and_others_go_on() throws Exception {
        CountDownLatch mended = new CountDownLatch(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("concurrentConsumers=4", "maxRedeliveryDelay=50")).process(exchange -> {
                    if (exchange.getMessage().getBody(Map.class).get("id").equals(1) && mended.getCount() > 0) {
                        throw new IllegalStateException("not yet");
                    }
                    see(exchange);
                });
            }
        });
        database.sql("INSERT INTO t VALUES (1)", "INSERT INTO t SELECT generate_series(2, 60)");
        // those of the failing key's own lane wait, the other three lanes go on
        await().atMost(Duration.ofSeconds(20)).until(() -> seen.size() > 30);
        await().during(Duration.ofMillis(300)).until(() -> !ids().contains(1));
        assertThat(isConfirmed(seen.get(0))).isFalse();
        mended.countDown();
        awaitSeen(60);
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_batch_comes_when_it_is_full_or_its_time_is_over_and_is_acknowledged_and_tried_again_as_one()
            throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exchangePer=batch", "batchSize=4", "batchInterval=300"))
                        .process(exchange -> {
                            see(exchange);
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("not yet");
                            }
                        });
            }
        });
        database.sql("INSERT INTO t SELECT generate_series(1, 4)");
        awaitSeen(2);
        assertThat(seen.get(0).body()).isEqualTo(seen.get(1).body());
        assertThat(seen.get(1).headers()).containsEntry(PgWalConstants.REDELIVERY, 1);
        database.sql("INSERT INTO t SELECT generate_series(5, 9)", "INSERT INTO t VALUES (10)");
        awaitSeen(4);
        assertThat(seen).extracting(one -> ((List<?>) one.body()).size()).containsExactly(4, 4, 4, 2);
        awaitConfirmed(seen.get(3).header(PgWalConstants.END_LSN));
    }

    @Test
    void stopping_and_starting_again_with_many_lanes_loses_nothing() throws Exception {
        route(visiting("concurrentConsumers=4"));
        for (int i = 0; i < 8; i++) {
            database.sql("INSERT INTO t SELECT n, '' FROM generate_series(" + i * 50 + ", " + (i * 50 + 49) + ") n");
            int seenBefore = visits.size();
            await().until(() -> visits.size() > seenBefore);
            context.getRouteController().stopRoute("r");
            context.getRouteController().startRoute("r");
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> visits.stream().map(Visit::keys).distinct().count() == 400);
    }

    /** Inserts, updates with and without a change of key, deletes and truncates from several sessions. */
    private int workload() throws SQLException {
        Random random = new Random(seed);
        int changes = 0;
        List<Integer> present = new ArrayList<>();
        int nextKey = 0;
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            for (int i = 0; i < 400; i++) {
                int dice = random.nextInt(20);
                Integer key = present.isEmpty() ? null : present.get(random.nextInt(present.size()));
                if (dice == 0) {
                    sql.execute("TRUNCATE t");
                    present.clear();
                } else if (dice < 8 || key == null) {
                    sql.execute("INSERT INTO t VALUES (" + nextKey + ")");
                    present.add(nextKey++);
                } else if (dice < 14) {
                    sql.execute("UPDATE t SET name = '" + i + "' WHERE id = " + key);
                } else if (dice < 18) {
                    sql.execute("UPDATE t SET id = " + nextKey + " WHERE id = " + key);
                    present.remove(key);
                    present.add(nextKey++);
                } else {
                    sql.execute("DELETE FROM t WHERE id = " + key);
                    present.remove(key);
                }
                changes++;
            }
        }
        return changes;
    }

    private RouteBuilder visiting(String... options) {
        Random random = new Random(seed);
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(exchange -> {
                    long from = clock.incrementAndGet();
                    mostInRoute.accumulateAndGet(inRoute.incrementAndGet(), Math::max);
                    met.countDown();
                    met.await(20, TimeUnit.SECONDS);
                    LockSupport.parkNanos(random.nextInt(2_000_000));
                    inRoute.decrementAndGet();
                    visits.add(visit(exchange, from));
                });
            }
        };
    }

    private Visit visit(Exchange exchange, long from) {
        Set<Object> keys = new HashSet<>();
        for (String header : List.of(PgWalConstants.KEY, PgWalConstants.BEFORE)) {
            Map<?, ?> key = exchange.getMessage().getHeader(header, Map.class);
            if (key != null) {
                keys.add(key.get("id"));
            }
        }
        return new Visit(
                exchange.getMessage().getHeader(PgWalConstants.EVENT_ID, String.class),
                keys,
                exchange.getMessage().getHeader(PgWalConstants.TABLE, String.class),
                "TRUNCATE".equals(exchange.getMessage().getHeader(PgWalConstants.KIND)),
                from,
                clock.incrementAndGet());
    }

    private static String commit(Visit visit) {
        return visit.eventId.substring(0, 16);
    }

    private void inOrder(List<Visit> some) {
        List<Visit> byId =
                some.stream().sorted(Comparator.comparing(Visit::eventId)).toList();
        for (int i = 1; i < byId.size(); i++) {
            assertThat(byId.get(i - 1).to)
                    .as("%s before %s, %s", byId.get(i - 1), byId.get(i), replay())
                    .isLessThan(byId.get(i).from);
        }
    }

    private String replay() {
        return "replay with -Dseed=" + seed;
    }
}
