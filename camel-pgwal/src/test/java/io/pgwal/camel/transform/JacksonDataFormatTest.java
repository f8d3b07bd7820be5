package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwal.camel.ChangeHeaders;
import io.pgwal.camel.Source;
import io.pgwal.replication.Change;
import io.pgwal.replication.Transaction;
import io.pgwal.testing.FilteredClassPath;
import io.pgwal.values.Interval;
import io.pgwal.values.Range;
import io.pgwal.values.Row;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** {@code marshal().json()} with camel-jackson, and no module for java.time beside it. */
class JacksonDataFormatTest {

    private static final List<String> MODULES =
            List.of("com.fasterxml.jackson.datatype.", "com.fasterxml.jackson.module.");

    private static final Row ROW = Row.builder("public.orders")
            .key("id", 1)
            .column("total", new BigDecimal("12345678901234567890.100"))
            .column("ratio", Double.NaN)
            .column("at", OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 123_456_000, ZoneOffset.UTC))
            .column("day", LocalDate.MAX)
            .column("midnight", LocalTime.MAX)
            .column("zoned", OffsetTime.of(1, 2, 3, 0, ZoneOffset.ofHours(5)))
            .column("bytes", new byte[] {-1, 0})
            .column("doc", "jsonb", "{\"a\": 1.10}")
            .column("tags", Arrays.asList("x", null))
            .column("span", new Interval(0, 1, 0))
            .column("range", Range.of(1, true, 6, false))
            .column("uuid", UUID.fromString("00000000-0000-0000-0000-00000000002a"))
            .column("address", "inet", "10.1.2.3/8")
            .unchanged("big")
            .build();

    private static final String EXACT = "{\"id\":1,\"total\":12345678901234567890.100,\"ratio\":\"NaN\","
            + "\"at\":\"2024-02-29T12:00:00.123456+00:00\",\"day\":\"infinity\",\"midnight\":\"24:00:00\","
            + "\"zoned\":\"01:02:03+05\",\"bytes\":\"/wA=\",\"doc\":{\"a\": 1.10},\"tags\":[\"x\",null],"
            + "\"span\":\"1 day\",\"range\":\"[1,6)\",\"uuid\":\"00000000-0000-0000-0000-00000000002a\","
            + "\"address\":\"10.1.2.3/8\"}";

    @Test
    void marshal_json_writes_rows_and_changes_with_camel_jackson_alone() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (FilteredClassPath loader = new FilteredClassPath(MODULES)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(loader.has("com.fasterxml.jackson.datatype.jsr310.JavaTimeModule"))
                    .isFalse();
            Supplier<?> marshalled = (Supplier<?>) loader.loadClass(Marshalled.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            List<?> texts = (List<?>) marshalled.get();
            String change = "\"schema\":\"public\",\"table\":\"orders\"";
            assertThat(texts.get(0)).isEqualTo(EXACT);
            assertThat((String) texts.get(1))
                    .contains("\"kind\":\"INSERT\"", change, "\"key\":{\"id\":1}", "\"row\":" + EXACT);
            assertThat((String) texts.get(2)).startsWith("[{").contains("\"kind\":\"INSERT\"", "\"kind\":\"DELETE\"");
            assertThat((String) texts.get(3))
                    .contains("\"CamelPgWalCommitTime\":\"2024-02-29T12:00:00Z\"", "\"CamelPgWalKey\":{\"id\":1}");
            assertThat((String) texts.get(4)).contains("\"day\":\"infinity\"", "\"span\":\"1 day\"", "\"tags\":[\"x\"");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void the_order_of_routes_does_not_matter() throws Exception {
        assertThat(new Marshalled().get().get(0)).isEqualTo(EXACT);
    }

    @Test
    void a_mapper_that_finds_modules_writes_rows() throws Exception {
        ObjectMapper mapper = new ObjectMapper().findAndRegisterModules();
        assertThat(mapper.writeValueAsString(ROW)).isEqualTo(EXACT);
        JsonNode tree = mapper.valueToTree(ROW);
        assertThat(tree.get("total").decimalValue()).isEqualByComparingTo("12345678901234567890.1");
        assertThat(tree.at("/doc/a").decimalValue()).isEqualByComparingTo("1.10");
        Map<?, ?> read = mapper.readValue(mapper.writeValueAsString(ROW), Map.class);
        assertThat(read).hasSize(14);
    }

    @Test
    void the_json_is_that_of_the_data_type() {
        assertThat(Json.text(ChangeDocument.of(ROW))).isEqualTo(EXACT);
    }

    /** Row, change, batch, headers and a copied row as JSON; the route that marshals stands before any of pgwal. */
    public static final class Marshalled implements Supplier<List<String>> {

        @Override
        public List<String> get() {
            DefaultCamelContext context = new DefaultCamelContext(false);
            try {
                context.setApplicationContextClassLoader(Marshalled.class.getClassLoader());
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:json").marshal().json();
                    }
                });
                context.start();
                ProducerTemplate template = context.createProducerTemplate();
                List<Change> changes =
                        Transaction.builder().insert(ROW).delete(ROW.key()).build();
                List<String> texts = new ArrayList<>();
                for (Object body : List.of(
                        ROW,
                        changes.get(0),
                        changes,
                        ChangeHeaders.of(changes.get(0), new Source("shop", "shop")),
                        new LinkedHashMap<>(ROW))) {
                    texts.add(template.requestBody("direct:json", body, String.class));
                }
                return texts;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                context.stop();
            }
        }
    }
}
