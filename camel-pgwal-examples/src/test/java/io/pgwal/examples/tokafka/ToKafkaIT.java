package io.pgwal.examples.tokafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import io.pgwal.examples.KafkaBroker;
import io.pgwal.protocol.Lsn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToKafkaIT {

    /** 40 inserts, 20 updates of each, a delete, 5 updates of 39. */
    private static final int COMMITTED = 40 + 20 * 40 + 1 + 5 * 39;

    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @Test
    void the_topic_holds_every_committed_change_by_key_and_in_order() throws Exception {
        JavaProcess run = JavaProcess.run(ToKafka.class, "", entry -> true);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("DELETE key {\"id\":40} value {\"id\":40}")
                .contains("UPDATE key {\"id\":40} value {\"id\":40,\"version\":21,\"quantity\":80}")
                .contains(
                        "Summary: " + COMMITTED + " changes of 40 keys committed, " + COMMITTED
                                + " records in the topic, 0 missing, 0 that were never committed, 0 twice, 0 keys out of order.");
    }

    @Test
    void while_the_broker_is_away_nothing_is_acknowledged_and_when_it_is_back_all_is_there() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical");
                KafkaBroker broker = KafkaBroker.start();
                ToKafka example = new ToKafka(server, broker, NOWHERE)) {
            Stock stock = example.stock();
            stock.execute("ALTER SYSTEM SET wal_sender_timeout = '3s'"); // so that the reader says often where it is
            stock.execute("SELECT pg_reload_conf()");
            example.start();
            stock.run("1-work.sql");
            example.awaitAllAcknowledged();
            broker.goAway();
            stock.execute("UPDATE pgwal_stock.items SET version = version + 1 WHERE id = 7");
            Lsn firstWithoutBroker = stock.written();
            stock.run("2-more-work.sql");
            awaitReplies(server, 5);
            assertThat(example.inFlight()).isPositive();
            assertThat(firstWithoutBroker.isAfter(stock.acknowledged()))
                    .as("acknowledged %s, committed without a broker %s", stock.acknowledged(), firstWithoutBroker)
                    .isTrue();
            broker.comeBack();
            example.awaitAllAcknowledged();
            Histories.Balance balance = example.readTopic();
            assertThat(balance.committed()).isEqualTo(COMMITTED + 1);
            assertThat(balance.isRight()).as(balance.toString()).isTrue();
        }
    }

    /** Returns when the slot's reader has told PostgreSQL so often from now on up to where it may forget. */
    private static void awaitReplies(DemoServer server, int count) throws SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement()) {
            Set<String> replies = new HashSet<>();
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        try (ResultSet row = sql.executeQuery("SELECT reply_time FROM pg_stat_replication")) {
                            if (row.next()) {
                                replies.add(row.getString(1));
                            }
                        }
                        return replies.size() > count;
                    });
        }
    }
}
