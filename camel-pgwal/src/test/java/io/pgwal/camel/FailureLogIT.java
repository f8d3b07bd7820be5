package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.SessionStatus.State;
import io.pgwal.testing.CapturedLog;
import io.pgwal.testing.PgServers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of failures, as an operator reads it; kept in {@code target/logs}. Nothing here depends on the server. */
class FailureLogIT extends RouteFixture {

    /** Of an hour with the default delays: 1 s, 2 s, 4 s, ... 1 m. */
    private static final int ATTEMPTS_OF_AN_HOUR = 65;

    private CapturedLog log;

    FailureLogIT() {
        super(PgServers.newest());
    }

    @BeforeEach
    void captureLog() {
        log = new CapturedLog();
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    /** With a millisecond for a second. */
    @Test
    void exchange_failing_for_an_hour_logs_one_line_for_each_attempt() throws Exception {
        consume(
                exchange -> {
                    throw new IllegalStateException("the sink is down");
                },
                "redeliveryDelay=1",
                "maxRedeliveryDelay=60");
        database.sql("INSERT INTO t VALUES (1, 'secret')");
        await().until(() -> log.lines("Exchange failed").size() >= ATTEMPTS_OF_AN_HOUR);
        context.stop();
        log.keepAs("failing-exchange-for-an-hour");
        List<String> lines = log.lines();
        List<String> failures = log.lines("Exchange failed");
        assertThat(failures).hasSameSizeAs(seen).allSatisfy(line -> assertThat(line)
                .contains("WARN")
                .contains("INSERT of public.t")
                .contains(seen.get(0).header(PgWalConstants.EVENT_ID))
                .contains("IllegalStateException: the sink is down"));
        assertThat(failures.get(2)).contains("attempt 3").contains("retried in 4 ms");
        int second = lines.indexOf(failures.get(1));
        assertThat(lines.subList(0, second)).as("the trace").anyMatch(line -> line.startsWith("\tat "));
        assertThat(lines.subList(second, lines.size())).noneMatch(line -> line.startsWith("\tat "));
        assertThat(lines.subList(second, lines.indexOf(failures.get(60)))).hasSize(59);
        assertThat(String.join("\n", lines)).doesNotContain("secret");
    }

    @Test
    void an_exception_handler_gets_each_failure_with_its_cause() throws Exception {
        List<Throwable> causes = new CopyOnWriteArrayList<>();
        List<String> texts = new CopyOnWriteArrayList<>();
        context.getRegistry().bind("mine", new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                throw new AssertionError("without a text");
            }

            @Override
            public void handleException(String message, Throwable exception) {
                texts.add(message);
                causes.add(exception);
            }

            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                throw new AssertionError("with an exchange");
            }
        });
        IllegalStateException cause = new IllegalStateException("no");
        consume(
                exchange -> {
                    throw cause;
                },
                "exceptionHandler=#mine",
                "redeliveryDelay=1");
        database.sql("INSERT INTO t VALUES (1)");
        await().until(() -> causes.size() >= 3);
        assertThat(causes).allMatch(each -> each == cause);
        assertThat(texts.get(1)).contains("attempt 2");
        assertThat(log.lines("Exchange failed")).isEmpty();
    }

    @Test
    void a_failure_for_a_null_body_names_the_kind_and_the_remedy() throws Exception {
        consume(exchange -> exchange.getMessage().getMandatoryBody(), "redeliveryDelay=60000");
        database.sql("TRUNCATE t");
        await().until(() -> !log.lines("Exchange failed").isEmpty());
        assertThat(log.lines("Exchange failed"))
                .singleElement()
                .asString()
                .contains("TRUNCATE of public.t")
                .contains("The body of a TRUNCATE is null")
                .contains("CamelPgWalKind")
                .contains("kinds=insert,update,delete");
    }

    @Test
    void a_failure_for_a_row_has_no_remedy_for_null_bodies() throws Exception {
        consume(
                exchange -> {
                    throw new IllegalStateException("no");
                },
                "redeliveryDelay=60000");
        database.sql("INSERT INTO t VALUES (1)");
        await().until(() -> !log.lines("Exchange failed").isEmpty());
        assertThat(log.lines("is null")).isEmpty();
    }

    @Test
    void a_waiting_consumer_starts_with_one_line() throws Exception {
        consume(exchange -> {});
        PgWalConsumer reading = (PgWalConsumer) context.getRoute("r").getConsumer();
        await().until(() -> reading.getSessionStatus().state() == State.STREAMING);
        CamelContext other = new DefaultCamelContext();
        other.start();
        log.close();
        log = new CapturedLog();
        try {
            PgWalConsumer waiting = (PgWalConsumer) other.getEndpoint(uri()).createConsumer(exchange -> {});
            waiting.start();
            await().until(() -> waiting.getSessionStatus().state() == State.STANDBY);
            log.keepAs("waiting-consumer-start");
            assertThat(log.lines()).singleElement().asString().contains("INFO").contains("in use by");
        } finally {
            other.stop();
        }
    }

    @Test
    void a_reconnect_logs_one_line_for_its_reason() throws Exception {
        consume(exchange -> {});
        PgWalConsumer consumer = (PgWalConsumer) context.getRoute("r").getConsumer();
        await().until(() -> consumer.getSessionStatus().state() == State.STREAMING);
        log.close();
        log = new CapturedLog();
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "'");
        await().until(() -> consumer.getSessionStatus().reconnects() > 0
                && consumer.getSessionStatus().state() == State.STREAMING);
        log.keepAs("reconnect");
        assertThat(log.lines()).allMatch(line -> line.contains("WARN") || line.contains("INFO"));
        assertThat(log.lines().size()).isLessThanOrEqualTo(4);
        assertThat(log.lines("WARN")).isNotEmpty();
    }

    private void consume(Processor processor, String... options) throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri(options)).routeId("r").process(FailureLogIT.this::see).process(processor);
            }
        });
    }
}
