package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.replication.Change;
import io.pgwal.replication.Transaction;
import io.pgwal.values.Row;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code convertBodyTo} and Simple make of rows, of copies of rows and of changes. */
class CopiedRowTest {

    private static final Row ROW = Row.builder("public.orders")
            .key("id", 1)
            .column("day", LocalDate.MAX)
            .column("tags", List.of("a", "b"))
            .unchanged("big")
            .build();

    private static final String JSON = "{\"id\":1,\"day\":\"infinity\",\"tags\":[\"a\",\"b\"]}";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(PgWalConstants.KIND, "UPDATE");
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private <T> T simple(String expression, Object body, Class<T> type) {
        return context.resolveLanguage("simple").createExpression(expression).evaluate(exchange(body), type);
    }

    @Test
    void a_copied_row_becomes_json_as_the_row_does() throws Exception {
        Map<String, Object> copy = new LinkedHashMap<>(ROW);
        for (Object body : List.of(ROW, copy)) {
            assertThat(exchange(body).getMessage().getBody(String.class)).isEqualTo(JSON);
            assertThat(exchange(body).getMessage().getBody(byte[].class))
                    .asString()
                    .isEqualTo(JSON);
            assertThat(exchange(body).getMessage().getBody(InputStream.class).readAllBytes())
                    .isEqualTo(JSON.getBytes(StandardCharsets.UTF_8));
            assertThat(simple("<${body}>", body, String.class)).isEqualTo("<" + JSON + ">");
        }
        assertThat(exchange(ROW).getMessage().getBody(JsonNode.class)).hasToString(JSON);
        assertThat(exchange(List.of(copy, ROW)).getMessage().getBody(String.class))
                .isEqualTo("[" + JSON + "," + JSON + "]");
    }

    @Test
    void a_map_of_other_things_stays_as_camel_has_it() {
        Map<String, Object> other = Map.of("a", new StringBuilder("b"));
        assertThat(exchange(other).getMessage().getBody(String.class)).isEqualTo("{a=b}");
        Exchange elsewhere = exchange(Map.of("id", 1));
        elsewhere.getMessage().removeHeader(PgWalConstants.KIND);
        assertThat(elsewhere.getMessage().getBody(String.class)).isEqualTo("{id=1}");
    }

    @Test
    void a_change_of_a_batch_is_read_as_its_row() {
        Change change = Transaction.builder().update(ROW.key(), ROW).build().get(0);
        assertThat(simple("${body[id]}", change, Integer.class)).isEqualTo(1);
        assertThat(simple("${body[tags]}", change, Object.class)).isEqualTo(List.of("a", "b"));
        assertThat(simple("${body[CamelPgWalKind]}", change, String.class)).isEqualTo("UPDATE");
        Map<?, ?> map = exchange(change).getMessage().getBody(Map.class);
        assertThat(map.get("CamelPgWalEventId"))
                .isEqualTo(change.eventId().orElseThrow().toString());
        assertThat(map.get("id")).isEqualTo(1);
    }

    @Test
    void columns_are_read_by_name_in_simple() {
        for (Object body : List.of(new LinkedHashMap<>(ROW), ROW)) {
            assertThat(simple("${body[id]}", body, Integer.class)).isEqualTo(1);
            assertThat(simple("${body[tags][1]}", body, String.class)).isEqualTo("b");
            assertThat(simple("${bodyAs(String)}", body, String.class)).isEqualTo(JSON);
        }
    }
}
