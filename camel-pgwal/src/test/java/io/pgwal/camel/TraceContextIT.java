package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A trace that goes through the WAL: what Camel's OpenTelemetry makes of what the writer of a transaction said. */
@OnOldestAndNewestPostgres
class TraceContextIT extends RouteFixture {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String OTHER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String SAY = "SELECT pg_logical_emit_message(true, 'traceparent', '" + PARENT + "')";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();

    TraceContextIT(PgServer server) {
        super(server);
    }

    @AfterEach
    void closeTracing() {
        provider.close();
    }

    @Test
    void the_exchanges_that_follow_belong_to_the_trace_of_their_writer() throws Exception {
        consume("traceContext=true");
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1); " + SAY + "; INSERT INTO t VALUES (2); UPDATE t SET name = 'x' WHERE"
                        + " id = 2; COMMIT",
                "INSERT INTO t VALUES (3)");
        awaitSeen(4);
        assertThat(ids()).as("and no message").containsExactly(1, 2, 2, 3);
        List<SpanData> spans = spans(4);
        assertThat(spans.get(0).getTraceId()).as("written before it").isNotEqualTo(TRACE);
        for (SpanData child : spans.subList(1, 3)) {
            assertThat(child.getTraceId()).isEqualTo(TRACE);
            assertThat(child.getParentSpanId()).isEqualTo(SPAN);
            assertThat(child.getParentSpanContext().isSampled()).isTrue();
        }
        assertThat(spans.get(3).getTraceId()).as("another transaction").isNotEqualTo(TRACE);
    }

    @Test
    void a_span_says_what_it_is_about_and_no_row_data() throws Exception {
        consume();
        database.sql("INSERT INTO t VALUES (1, 'geheim')");
        awaitSeen(1);
        SpanData span = spans(1).get(0);
        assertThat(span.getName()).isEqualTo("INSERT public.t");
        assertThat(attribute(span, "db.system")).isEqualTo("postgresql");
        assertThat(attribute(span, "db.namespace")).isEqualTo(database.name());
        assertThat(attribute(span, "db.collection.name")).isEqualTo("public.t");
        assertThat(attribute(span, "db.operation.name")).isEqualTo("INSERT");
        assertThat(attribute(span, "pgwal.slot")).isEqualTo(database.slot());
        assertThat(attribute(span, "pgwal.lsn")).isEqualTo(seen.get(0).header(PgWalConstants.LSN));
        assertThat(attribute(span, "pgwal.event.id")).isEqualTo(seen.get(0).header(PgWalConstants.EVENT_ID));
        assertThat(attribute(span, "component")).isEqualTo("camel-pgwal");
        assertThat(span.getAttributes().asMap().toString()).doesNotContain("geheim");
    }

    @Test
    void the_identity_of_an_event_does_not_depend_on_it() throws Exception {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        database.sql("SELECT pg_copy_logical_replication_slot('" + database.slot() + "', '" + database.slot() + "_2')");
        consume("traceContext=true");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri().replace(database.slot() + "?", database.slot() + "_2?"))
                        .process(TraceContextIT.this::see);
            }
        });
        database.sql("BEGIN; " + SAY + "; INSERT INTO t VALUES (1); COMMIT");
        awaitSeen(2);
        assertThat(seen.get(0).header(PgWalConstants.EVENT_ID))
                .isEqualTo(seen.get(1).header(PgWalConstants.EVENT_ID));
    }

    @Test
    void nothing_is_read_unless_that_is_asked_for() throws Exception {
        consume("messages=true");
        database.sql("BEGIN; " + SAY + "; INSERT INTO t VALUES (1); COMMIT");
        awaitSeen(2);
        assertThat(seen.get(0).header(PgWalConstants.PREFIX)).isEqualTo("traceparent");
        assertThat(spans(2)).extracting(SpanData::getTraceId).doesNotContain(TRACE);
    }

    @Test
    void the_messages_come_as_exchanges_when_their_prefix_is_asked_for() throws Exception {
        consume("traceContext=true", "messages=true", "messagePrefixes=traceparent,orders");
        database.sql(
                "SELECT pg_logical_emit_message(false, 'traceparent', '" + PARENT + "')",
                "BEGIN; " + SAY + "; SELECT pg_logical_emit_message(true, 'orders', 'o'); INSERT INTO t VALUES (1);"
                        + " COMMIT");
        awaitSeen(4);
        List<SpanData> spans = spans(4);
        assertThat(spans.get(0).getTraceId())
                .as("outside of a transaction nothing follows")
                .isNotEqualTo(TRACE);
        assertThat(spans.subList(1, 4)).extracting(SpanData::getTraceId).containsOnly(TRACE);
    }

    @Test
    void what_was_rolled_back_said_nothing() throws Exception {
        consume("traceContext=true");
        database.sql("BEGIN; INSERT INTO t VALUES (1); SAVEPOINT s; " + SAY
                + "; ROLLBACK TO SAVEPOINT s; INSERT INTO t VALUES (2); COMMIT");
        awaitSeen(2);
        assertThat(spans(2)).extracting(SpanData::getTraceId).doesNotContain(TRACE);
    }

    @Test
    void what_is_no_trace_context_stops_nothing() throws Exception {
        consume("traceContext=true");
        database.sql(
                "BEGIN; SELECT pg_logical_emit_message(true, 'traceparent', '\\xff00'::bytea); INSERT INTO t VALUES"
                        + " (1); COMMIT");
        awaitSeen(1);
        assertThat(seen.get(0).headers()).doesNotContainKey("tracestate");
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
    }

    @Test
    void a_transaction_that_is_streamed_while_in_progress_carries_it_too() throws Exception {
        consume(
                "traceContext=true",
                "streaming=on",
                "exchangePer=transaction",
                "driver.options=RAW(-c logical_decoding_work_mem=64kB)");
        database.sql("BEGIN; " + SAY + "; INSERT INTO t SELECT generate_series(1, 5000); COMMIT");
        await().until(() -> seen.size() == 5);
        assertThat(spans(5)).allSatisfy(span -> {
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo(SPAN);
        });
    }

    @Test
    void of_two_transactions_that_are_streamed_at_once_each_has_its_own() throws Exception {
        consume(
                "traceContext=true",
                "streaming=on",
                "exchangePer=transaction",
                "driver.options=RAW(-c logical_decoding_work_mem=64kB)");
        try (Connection first = database.connect();
                Connection second = database.connect();
                Statement one = first.createStatement();
                Statement two = second.createStatement()) {
            one.execute("BEGIN; " + SAY + "; INSERT INTO t SELECT generate_series(1, 2000)");
            two.execute(
                    "BEGIN; " + SAY.replace(TRACE, OTHER_TRACE) + "; INSERT INTO t SELECT generate_series(2001, 4000)");
            one.execute("INSERT INTO t SELECT generate_series(4001, 6000)");
            two.execute("INSERT INTO t SELECT generate_series(6001, 8000)");
            one.execute("COMMIT");
            two.execute("COMMIT");
        }
        awaitSeen(8);
        assertThat(spans(8).subList(0, 4)).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(spans(8).subList(4, 8)).extracting(SpanData::getTraceId).containsOnly(OTHER_TRACE);
    }

    @Test
    void what_is_prepared_carries_it_and_its_outcome_does_not() throws Exception {
        assumeThat(server.major()).isGreaterThanOrEqualTo(15);
        consume("traceContext=true", "twoPhase=true", "kinds=insert,prepare,commit_prepared");
        database.sql(
                "BEGIN; " + SAY + "; INSERT INTO t VALUES (1); PREPARE TRANSACTION '" + database.name() + "'",
                "COMMIT PREPARED '" + database.name() + "'");
        awaitSeen(3);
        assertThat(spans(3).subList(0, 2)).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(seen.get(2).headers()).containsEntry(PgWalConstants.KIND, "COMMIT_PREPARED");
        assertThat(spans(3).get(2).getTraceId()).isNotEqualTo(TRACE);
    }

    private void consume(String... options) throws Exception {
        context.getRegistry().bind("tracer", provider.get("test"));
        context.getRegistry().bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        new OpenTelemetryTracer().init(context);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).routeId("r").process(TraceContextIT.this::see);
            }
        });
    }

    /** Of the exchanges, in their order. */
    private List<SpanData> spans(int count) {
        await().until(() -> exporter.getFinishedSpanItems().size() == count);
        return exporter.getFinishedSpanItems();
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
