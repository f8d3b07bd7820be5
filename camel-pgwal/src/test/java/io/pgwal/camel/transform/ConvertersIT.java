package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwal.camel.RouteFixture;
import io.pgwal.testing.PgServers;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What a route has from {@code convertBodyTo}. How each type is written, JsonOracleIT says. */
class ConvertersIT extends RouteFixture {

    private static final String EXACT = """
            {"id":1,"n":12345678901234567890.100,"d":"NaN","at":"2024-02-29T12:00:00.123456+00:00","j":{"a": 1.10},\
            "b":"/wA=","a":[1,null,3],"e":"é"}""";

    ConvertersIT() {
        super(PgServers.newest());
    }

    @Test
    void a_row_becomes_text_bytes_a_stream_and_a_tree_that_keep_every_digit() throws Exception {
        exactTable();
        route(converted());
        insertExact();
        awaitSeen(4);
        assertThat(seen.get(0).body()).isEqualTo(EXACT);
        assertThat((byte[]) seen.get(1).body()).isEqualTo(EXACT.getBytes(StandardCharsets.UTF_8));
        assertThat(((InputStream) seen.get(2).body()).readAllBytes()).isEqualTo(EXACT.getBytes(StandardCharsets.UTF_8));
        assertThat(seen.get(3).body()).isEqualTo(Json.parse(EXACT));
        assertThat(((JsonNode) seen.get(3).body()).get("n").decimalValue()).isEqualTo("12345678901234567890.100");
    }

    @Test
    void the_changes_of_a_transaction_become_one_document() throws Exception {
        route(converted("exchangePer=transaction", "messages=true"));
        database.sql("BEGIN; INSERT INTO t VALUES (1, 'one'); UPDATE t SET id = 2; DELETE FROM t;"
                + " SELECT pg_logical_emit_message(true, 'p', 'content'); TRUNCATE t; COMMIT");
        awaitSeen(4);
        JsonNode changes = Json.parse((String) seen.get(0).body());
        assertThat((byte[]) seen.get(1).body())
                .isEqualTo(seen.get(0).body().toString().getBytes(StandardCharsets.UTF_8));
        assertThat(((InputStream) seen.get(2).body()).readAllBytes())
                .isEqualTo(seen.get(1).body());
        assertThat(seen.get(3).body()).isEqualTo(changes);
        assertThat(changes.findValuesAsText("kind"))
                .containsExactly("INSERT", "UPDATE", "DELETE", "MESSAGE", "TRUNCATE");
        assertThat(changes.get(0).get("row")).isEqualTo(Json.parse("{\"id\":1,\"name\":\"one\"}"));
        assertThat(changes.get(0).get("key")).isEqualTo(Json.parse("{\"id\":1}"));
        assertThat(changes.get(1).get("before")).isEqualTo(Json.parse("{\"id\":1}"));
        assertThat(changes.get(3).get("content").asText()).isEqualTo("Y29udGVudA==");
        assertThat(changes.get(4).has("row")).isFalse();
        assertThat(changes.get(4).get("eventId").asText()).isEqualTo(seen.get(3).header("CamelPgWalEventId"));
    }

    @Test
    void text_in_a_route_is_json_and_a_change_of_a_list_too() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exchangePer=batch", "batchInterval=10"))
                        .split(body())
                        .setBody(simple("<${body}>"))
                        .process(ConvertersIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1, 'one')");
        awaitSeen(1);
        assertThat((String) seen.get(0).body())
                .startsWith("<{\"eventId\":\"")
                .endsWith("\"key\":{\"id\":1},\"row\":{\"id\":1,\"name\":\"one\"}}>");
    }

    @Test
    void rows_in_lists_and_maps_of_the_route_are_written_as_rows() throws Exception {
        exactTable();
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri())
                        .process(exchange -> {
                            Object row = exchange.getMessage().getBody();
                            exchange.getMessage().setBody(Map.of("rows", List.of(row)));
                        })
                        .transformDataType("pgwal:application-json")
                        .process(ConvertersIT.this::see);
            }
        });
        insertExact();
        awaitSeen(1);
        assertThat(seen.get(0).body()).isEqualTo("{\"rows\":[" + EXACT + "]}");
    }

    private RouteBuilder converted(String... options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).multicast().to("direct:text", "direct:bytes", "direct:stream", "direct:tree");
                from("direct:text").convertBodyTo(String.class).process(ConvertersIT.this::see);
                from("direct:bytes").convertBodyTo(byte[].class).process(ConvertersIT.this::see);
                from("direct:stream").convertBodyTo(InputStream.class).process(ConvertersIT.this::see);
                from("direct:tree").convertBodyTo(JsonNode.class).process(ConvertersIT.this::see);
            }
        };
    }

    private void exactTable() throws Exception {
        database.sql(
                "CREATE TABLE exact (id int, n numeric, d float8, at timestamptz, j jsonb, b bytea, a int[], e text)",
                "ALTER PUBLICATION pub SET TABLE exact");
    }

    private void insertExact() throws Exception {
        database.sql("INSERT INTO exact VALUES (1, 12345678901234567890.100, 'NaN', '2024-02-29 14:00:00.123456+02',"
                + " '{\"a\":1.10}', '\\xff00', '{1,NULL,3}', 'é')");
    }
}
