package io.pgwal.examples.tokafka;

import io.pgwal.camel.PgWalComponent;
import io.pgwal.examples.DemoServer;
import io.pgwal.examples.KafkaBroker;
import io.pgwal.examples.KafkaTopic;
import io.pgwal.protocol.Lsn;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A table's changes go to a topic, keyed by the row's key; PostgreSQL forgets them when the broker has them. */
public final class ToKafka implements AutoCloseable {

    static final String TOPIC = "stock";

    private static final int PARTITIONS = 3;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int SHOWN = 5;

    private final KafkaBroker broker;
    private final PrintStream out;
    private final Stock stock;
    private final CamelContext camel = new DefaultCamelContext();

    ToKafka(DemoServer server, KafkaBroker broker, PrintStream out) throws Exception {
        this.broker = broker;
        this.out = out;
        this.stock = new Stock(server);
        camel.getComponent("pgwal", PgWalComponent.class).getConfiguration().setUrl(server.url());
    }

    /** Exits with 1 and one line when a change is missing, an order is broken, or it could not run. */
    public static void main(String[] args) throws Exception {
        DemoServer.failInOneLine();
        try (DemoServer server = DemoServer.ownOrEmbedded();
                KafkaBroker broker = KafkaBroker.start()) {
            System.out.println("On " + server.describe() + ", and a Kafka broker at " + broker.address() + ".");
            System.out.println("Creates there the schema, the publication and the slot " + Stock.NAME
                    + ", and removes all three.");
            run(server, broker, System.out);
        }
    }

    /** @throws IllegalStateException when the topic does not hold what was committed */
    static void run(DemoServer server, KafkaBroker broker, PrintStream out) throws Exception {
        try (ToKafka example = new ToKafka(server, broker, out)) {
            example.start();
            example.stock().run("1-work.sql");
            example.stock().run("2-more-work.sql");
            Lsn end = example.awaitAllAcknowledged();
            out.println("\nPostgreSQL says: all is acknowledged, up to " + end + ". The topic holds");
            Histories.Balance balance = example.readTopic();
            out.println("\nSummary: " + balance + ".");
            if (!balance.isRight()) {
                throw new IllegalStateException("The topic does not hold what was committed");
            }
        }
    }

    void start() throws Exception {
        broker.createTopic(TOPIC, PARTITIONS, Map.of());
        stock.create();
        camel.addRoutes(new StockRoute(Stock.NAME, TOPIC, broker.address()));
        camel.start();
    }

    Stock stock() {
        return stock;
    }

    /** Exchanges that wait for the broker. */
    int inFlight() {
        return camel.getInflightRepository().size();
    }

    /** @return where the work ends that was done until now */
    Lsn awaitAllAcknowledged() throws Exception {
        Lsn end = stock.written();
        stock.awaitAcknowledged(end, LONGEST_WAIT);
        return end;
    }

    /** Prints some of what is in the topic, and compares all of it with what was committed. */
    Histories.Balance readTopic() throws Exception {
        List<ConsumerRecord<String, String>> records = KafkaTopic.read(broker.address(), TOPIC);
        out.println("  records of each partition: "
                + records.stream()
                        .collect(
                                Collectors.groupingBy(ConsumerRecord::partition, TreeMap::new, Collectors.counting())));
        records.stream()
                .filter(item -> item.key().equals("{\"id\":40}"))
                .skip(Math.max(
                        0,
                        records.stream()
                                        .filter(item -> item.key().equals("{\"id\":40}"))
                                        .count()
                                - SHOWN))
                .forEach(last -> out.printf(
                        "  partition %d offset %-4d %-6s key %s value %s%n",
                        last.partition(), last.offset(), header(last, "kind"), last.key(), last.value()));
        Histories histories = new Histories();
        stock.tell(histories);
        records.forEach(item -> histories.inTopic(header(item, "event-id"), item.key(), change(item)));
        return histories.balance();
    }

    private static String change(ConsumerRecord<String, String> item) {
        String kind = header(item, "kind");
        return kind.equals("DELETE") ? kind : kind + item.value().replaceFirst(".*\"version\":(\\d+).*", " version $1");
    }

    private static String header(ConsumerRecord<String, String> item, String name) {
        return new String(item.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws SQLException {
        camel.stop();
        stock.close();
    }
}
