package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.camel.RouteFixture;
import io.pgwal.testing.PgServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;

/** The same changes through the real Debezium engine and through a route, each on a slot of its own. */
abstract class TwinFixture extends RouteFixture {

    /** In every record: when it was made, and the last commit before it, which a stateless transformer cannot know. */
    private static final Set<String> ALWAYS = Set.of("/ts_ms", "/ts_us", "/ts_ns", "/source/sequence");

    private final List<TwinEvent> ours = new CopyOnWriteArrayList<>();

    TwinFixture(PgServer server) {
        super(server);
    }

    /**
     * @param definitions before both start
     * @param changes     afterwards, each a transaction unless one says BEGIN
     * @return what is different, but for what always is
     */
    List<Difference> differences(List<String> definitions, List<String> changes) throws Exception {
        database.sql("DROP PUBLICATION pub", "CREATE TABLE " + TwinEvent.MARKER + " (id int PRIMARY KEY)");
        database.sql(definitions.toArray(String[]::new));
        database.sql("CREATE PUBLICATION pub FOR ALL TABLES");
        try (DebeziumRun debezium = DebeziumRun.start(database, "pub")) {
            startRoute();
            database.sql(changes.toArray(String[]::new));
            database.sql("INSERT INTO " + TwinEvent.MARKER + " VALUES (1)");
            List<TwinEvent> theirs = debezium.awaitMarker();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ours.stream()
                    .anyMatch(TwinEvent::isMarker));
            return compare(theirs);
        }
    }

    private void startRoute() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("messages=true"))
                        .setHeader(PgWalConstants.DEBEZIUM_NAME, constant(DebeziumRun.NAME))
                        .split()
                        .method(DebeziumEvents.class, "withTombstones")
                        .process(exchange -> ours.add(new TwinEvent(
                                exchange.getMessage().getHeader(PgWalConstants.DEBEZIUM_KEY, String.class),
                                exchange.getMessage().getBody(String.class))));
            }
        });
    }

    private List<Difference> compare(List<TwinEvent> theirs) {
        assertThat(ours).hasSameSizeAs(theirs);
        assertThat(theirs.size()).isGreaterThan(1);
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < theirs.size(); i++) {
            for (Difference difference : Difference.between(theirs.get(i), ours.get(i))) {
                if (ALWAYS.contains(difference.path())) {
                    assertThat(difference.pgwal().isMissingNode()).isFalse();
                } else {
                    differences.add(difference);
                }
            }
        }
        System.out.printf("PostgreSQL %s: %d records, %d differences%n", server, theirs.size(), differences.size());
        return differences;
    }

    /** The records of this run, as the route had them. */
    List<TwinEvent> ours() {
        return ours;
    }
}
