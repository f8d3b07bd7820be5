package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.camel.RouteFixture;
import io.pgwal.testing.PgServers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The data type pgwal:application-cloudevents+json, read by the SDK of CloudEvents and by the letter of 1.0. */
class CloudEventsIT extends RouteFixture {

    private static final String DATA_TYPE = "pgwal:application-cloudevents+json";

    private static final String LIFE = "BEGIN; INSERT INTO t VALUES (1, 'one'); UPDATE t SET id = 2; DELETE FROM t;"
            + " TRUNCATE t; SELECT pg_logical_emit_message(true, 'p', 'content'); COMMIT";

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    CloudEventsIT() {
        super(PgServers.newest());
    }

    @Test
    void each_kind_is_a_valid_event() throws Exception {
        route(transformed("messages=true", "kinds=begin,insert,update,delete,truncate,message,commit"));
        database.sql(LIFE, "SELECT pg_logical_emit_message(false, '', 'no prefix')");
        awaitSeen(8);
        List<CloudEvent> events =
                seen.stream().map(one -> event((String) one.body())).toList();
        assertThat(events)
                .extracting(CloudEvent::getType)
                .containsExactly(
                        "io.pgwal.begin",
                        "io.pgwal.insert",
                        "io.pgwal.update",
                        "io.pgwal.delete",
                        "io.pgwal.truncate",
                        "io.pgwal.message",
                        "io.pgwal.commit",
                        "io.pgwal.message");
        assertThat(events)
                .extracting(CloudEvent::getSubject)
                .containsExactly(null, "public.t", "public.t", "public.t", "public.t", "p", null, null);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).getId()).isEqualTo(seen.get(i).header(PgWalConstants.EVENT_ID));
            assertThat(events.get(i).getSource())
                    .isEqualTo(URI.create("/pgwal/" + database.name() + "/" + database.slot()));
        }
        assertThat(events).extracting(CloudEvent::getId).doesNotHaveDuplicates().isSorted();
        CloudEvent insert = events.get(1);
        assertThat(insert.getTime().toInstant().toString())
                .isEqualTo(seen.get(1).header(PgWalConstants.COMMIT_TIME));
        assertThat(insert.getExtension("partitionkey")).isEqualTo("{\"id\":1}");
        assertThat(insert.getExtension("lsn")).isEqualTo(seen.get(1).header(PgWalConstants.LSN));
        assertThat(seen)
                .extracting(one -> one.header(Exchange.CONTENT_TYPE))
                .containsOnly("application/cloudevents+json");
    }

    @Test
    void the_data_says_what_there_was_and_what_there_is() throws Exception {
        route(transformed("messages=true"));
        database.sql(LIFE);
        awaitSeen(5);
        assertThat(data(0)).isEqualTo(Json.parse("{\"before\":null,\"after\":{\"id\":1,\"name\":\"one\"}}"));
        assertThat(data(1)).isEqualTo(Json.parse("{\"before\":{\"id\":1},\"after\":{\"id\":2,\"name\":\"one\"}}"));
        assertThat(data(2)).isEqualTo(Json.parse("{\"before\":{\"id\":2},\"after\":null}"));
        assertThat(data(3))
                .isEqualTo(Json.parse("{\"cascade\":false,\"restartIdentity\":false,\"truncated\":[\"public.t\"]}"));
        CloudEvent message = event((String) seen.get(4).body());
        assertThat(message.getDataContentType()).isEqualTo("application/octet-stream");
        assertThat(message.getData().toBytes()).asString().isEqualTo("content");
    }

    @Test
    void what_postgresql_did_not_send_is_named() throws Exception {
        database.sql("ALTER TABLE t ALTER name SET STORAGE EXTERNAL");
        route(transformed());
        database.sql("INSERT INTO t VALUES (1, repeat('x', 10000))", "UPDATE t SET id = 2");
        awaitSeen(2);
        assertThat(data(1))
                .isEqualTo(Json.parse("{\"before\":{\"id\":1},\"after\":{\"id\":2},\"unchanged\":[\"name\"]}"));
    }

    @Test
    void the_changes_of_a_transaction_are_a_batch_of_valid_events() throws Exception {
        route(transformed("messages=true", "exchangePer=transaction"));
        database.sql(LIFE);
        awaitSeen(1);
        List<String> ids = new ArrayList<>();
        for (JsonNode one : Json.parse((String) seen.get(0).body())) {
            ids.add(event(one.toString()).getId());
        }
        assertThat(ids).hasSize(5).doesNotHaveDuplicates().isSorted();
        assertThat(seen.get(0).header(Exchange.CONTENT_TYPE)).isEqualTo("application/cloudevents-batch+json");
    }

    @Test
    void a_message_in_json_is_data_when_the_route_says_that_it_is_json() throws Exception {
        route(withContentType("application/json"));
        database.sql("SELECT pg_logical_emit_message(true, 'p', '{\"n\": 1.10}')");
        awaitSeen(1);
        assertThat(data(0)).isEqualTo(Json.parse("{\"n\":1.10}"));
        assertThat(event((String) seen.get(0).body()).getDataContentType()).isEqualTo("application/json");
    }

    @Test
    void a_message_that_is_no_json_does_not_break_out_of_its_event() throws Exception {
        route(withContentType("application/json"));
        database.sql(
                "SELECT pg_logical_emit_message(true, 'p', '1, \"id\": \"forged\"')",
                "SELECT pg_logical_emit_message(true, 'p', '{} {}')",
                "SELECT pg_logical_emit_message(true, 'p', '')",
                "SELECT pg_logical_emit_message(true, 'p', '\\x22ff22'::bytea)",
                "SELECT pg_logical_emit_message(true, 'p', '{')");
        Awaitility.await().until(() -> failures.size() + seen.size() == 5);
        assertThat(seen).isEmpty();
        assertThat(failures)
                .allSatisfy(
                        one -> assertThat(one).hasMessageContaining("MESSAGE").hasMessageContaining("JSON"));
        assertThat(failures).noneMatch(one -> one.getMessage().contains("forged"));
    }

    @Test
    void a_route_names_source_type_and_subject_as_it_likes() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri())
                        .setHeader("CamelCloudEventSource", constant("/shop"))
                        .setHeader("CamelCloudEventType", simple("shop.${header.CamelPgWalTable}"))
                        .setHeader("CamelCloudEventSubject", simple("${body[id]}"))
                        .transformDataType(DATA_TYPE)
                        .process(CloudEventsIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1, 'one')");
        awaitSeen(1);
        CloudEvent event = event((String) seen.get(0).body());
        assertThat(event.getSource()).hasToString("/shop");
        assertThat(event.getType()).isEqualTo("shop.t");
        assertThat(event.getSubject()).isEqualTo("1");
    }

    private RouteBuilder transformed(String... options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).transformDataType(DATA_TYPE).process(CloudEventsIT.this::see);
            }
        };
    }

    private RouteBuilder withContentType(String type) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .process(exchange ->
                                failures.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
                from(uri("messages=true"))
                        .setHeader(Exchange.CONTENT_TYPE, constant(type))
                        .transformDataType(DATA_TYPE)
                        .process(CloudEventsIT.this::see);
            }
        };
    }

    private JsonNode data(int i) {
        return Json.parse((String) seen.get(i).body()).get("data");
    }

    /** What the SDK reads, after a look at what it does not refuse. */
    private static CloudEvent event(String json) {
        JsonNode tree = Json.parse(json);
        assertThat(tree.findValue("specversion").asText()).isEqualTo("1.0");
        tree.properties().forEach(attribute -> {
            assertThat(attribute.getKey()).matches("[a-z0-9]{1,20}|data_base64");
            if (!attribute.getKey().equals("data")) {
                assertThat(attribute.getValue().isTextual()
                                || attribute.getValue().isBoolean())
                        .isTrue();
                assertThat(attribute.getValue().asText()).isNotEmpty();
            }
        });
        CloudEvent event = EventFormatProvider.getInstance()
                .resolveFormat(JsonFormat.CONTENT_TYPE)
                .deserialize(json.getBytes(StandardCharsets.UTF_8));
        assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
        return event;
    }
}
