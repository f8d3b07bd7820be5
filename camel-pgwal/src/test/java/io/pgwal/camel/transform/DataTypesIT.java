package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.camel.RouteFixture;
import io.pgwal.testing.PgServers;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The data types pgwal:application-json and pgwal:debezium-json in routes. */
class DataTypesIT extends RouteFixture {

    private static final String LIFE = "BEGIN; INSERT INTO t VALUES (1, 'one'); UPDATE t SET name = 'uno';"
            + " UPDATE t SET id = 2; DELETE FROM t; TRUNCATE t;"
            + " SELECT pg_logical_emit_message(true, 'p', 'content'); COMMIT";

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    DataTypesIT() {
        super(PgServers.newest());
    }

    @Test
    void plain_json_is_the_body_and_no_more() throws Exception {
        route(transformed("pgwal:application-json", "messages=true", "kinds=begin,insert,delete,truncate,message"));
        database.sql(LIFE);
        awaitSeen(5);
        assertThat(seen)
                .extracting(Seen::body)
                .containsExactly("null", "{\"id\":1,\"name\":\"one\"}", "{\"id\":2}", "null", "\"Y29udGVudA==\"");
        assertThat(seen).extracting(one -> one.header(Exchange.CONTENT_TYPE)).containsOnly("application/json");
    }

    @Test
    void debezium_json_has_envelope_and_key() throws Exception {
        route(transformed("pgwal:debezium-json", "messages=true"));
        database.sql(LIFE);
        awaitSeen(6);
        assertThat(seen)
                .extracting(one -> one.headers().get(PgWalConstants.DEBEZIUM_KEY))
                .containsExactly("{\"id\":1}", "{\"id\":1}", "{\"id\":2}", "{\"id\":2}", null, "{\"prefix\":\"p\"}");
        List<JsonNode> envelopes =
                seen.stream().map(one -> Json.parse((String) one.body())).toList();
        assertThat(envelopes).extracting(one -> one.get("op").asText()).containsExactly("c", "u", "u", "d", "t", "m");
        assertThat(envelopes.get(2).get("before")).isEqualTo(Json.parse("{\"id\":1,\"name\":null}"));
        assertThat(envelopes.get(2).get("after")).isEqualTo(Json.parse("{\"id\":2,\"name\":\"uno\"}"));
        assertThat(envelopes).allSatisfy(one -> {
            assertThat(one.at("/source/db").asText()).isEqualTo(database.name());
            assertThat(one.at("/source/name").asText()).isEqualTo(database.slot());
        });
        assertThat(seen).extracting(one -> one.header(Exchange.CONTENT_TYPE)).containsOnly("application/json");
    }

    @Test
    void the_changes_of_a_transaction_are_an_array_of_envelopes() throws Exception {
        route(transformed("pgwal:debezium-json", "messages=true", "exchangePer=transaction"));
        database.sql(LIFE);
        awaitSeen(1);
        JsonNode envelopes = Json.parse((String) seen.get(0).body());
        assertThat(envelopes.findValuesAsText("op")).containsExactly("c", "u", "u", "d", "t", "m");
        assertThat(seen.get(0).headers()).doesNotContainKey(PgWalConstants.DEBEZIUM_KEY);
    }

    @Test
    void split_into_debezium_events_each_has_the_headers_of_its_own_change() throws Exception {
        database.sql("CREATE TABLE other (id int PRIMARY KEY)", "ALTER PUBLICATION pub ADD TABLE other");
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("exchangePer=transaction"))
                        .split()
                        .method(DebeziumEvents.class, "withTombstones")
                        .process(DataTypesIT.this::see);
            }
        });
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1, 'one'); UPDATE t SET id = 2; INSERT INTO other VALUES (3); COMMIT");
        awaitSeen(5);
        assertThat(seen)
                .extracting(one -> one.header(PgWalConstants.TABLE) + " " + one.header(PgWalConstants.ORDINAL) + " "
                        + one.header(PgWalConstants.DEBEZIUM_KEY) + " "
                        + (one.body() == null
                                ? null
                                : Json.parse((String) one.body()).get("op").asText()))
                .containsExactly(
                        "t 0 {\"id\":1} c",
                        "t 1 {\"id\":1} d",
                        "t 1 {\"id\":1} null",
                        "t 1 {\"id\":2} c",
                        "other 2 {\"id\":3} c");
    }

    @Test
    void what_has_no_envelope_is_refused_with_what_to_do() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .process(exchange ->
                                failures.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
                from(uri("kinds=begin,insert"))
                        .choice()
                        .when(simple("${header.CamelPgWalKind} == 'INSERT'"))
                        .setBody(simple("${body[name]}"))
                        .end()
                        .transformDataType("pgwal:debezium-json");
                from("direct:other").transformDataType("pgwal:debezium-json");
            }
        });
        database.sql("INSERT INTO t VALUES (1, 'secret')");
        Awaitility.await().until(() -> failures.size() == 2);
        context.createProducerTemplate().sendBody("direct:other", "secret");
        assertThat(failures.get(0))
                .hasMessageContaining("has no form for BEGIN")
                .hasMessageContaining("the option kinds");
        assertThat(failures.get(1))
                .hasMessageContaining("INSERT of public.t")
                .hasMessageContaining("Transform it before the route changes the body");
        assertThat(failures.get(2))
                .hasMessageContaining("CamelPgWalKind")
                .hasMessageContaining("did not come from pgwal");
        assertThat(failures).noneMatch(one -> one.getMessage().contains("secret"));
    }

    @Test
    void the_data_types_and_the_splitter_in_YAML() throws Exception {
        Properties placeholders = new Properties();
        placeholders.setProperty("uri", uri());
        context.getPropertiesComponent().setInitialProperties(placeholders);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/data-types.yaml"));
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:seen").process(DataTypesIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1, 'one')");
        awaitSeen(4);
        assertThat(seen.get(0).body()).isEqualTo("{\"id\":1,\"name\":\"one\"}");
        assertThat(Json.parse((String) seen.get(1).body()).get("op").asText()).isEqualTo("c");
        assertThat(seen.get(1).header(PgWalConstants.DEBEZIUM_KEY)).isEqualTo("{\"id\":1}");
        assertThat(Json.parse((String) seen.get(2).body()).get("specversion").asText())
                .isEqualTo("1.0");
        assertThat(Json.parse((String) seen.get(3).body()).get("op").asText()).isEqualTo("c");
        assertThat(seen.get(3).header(PgWalConstants.DEBEZIUM_KEY)).isEqualTo("{\"id\":1}");
    }

    private RouteBuilder transformed(String type, String... options) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options)).transformDataType(type).process(DataTypesIT.this::see);
            }
        };
    }
}
