package io.pgwal.values;

import static io.pgwal.values.SampleTables.execute;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgwal.camel.transform.PgWalConverters;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL says what the JSON of a row is: its own {@code to_json}, but for what src-docs/json.md says otherwise. Every
 * sample of every type, alone, in arrays and in arrays of arrays.
 */
@OnOldestAndNewestPostgres
class JsonOracleIT {

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    /** Numbers here, strings in {@code to_json}. */
    private static final Map<String, String> AS_NUMBERS = Map.of(
            "money", "numeric",
            "oid", "int8",
            "xid", "text::int8",
            "cid", "text::int8",
            "xid8", "text::numeric",
            "oidvector", "oid[]::int8[]");

    private static final Map<String, String> ARRAYS_AS_NUMBERS = Map.of(
            "money", "numeric[]",
            "oid", "int8[]",
            "xid", "text[]::int8[]",
            "cid", "text[]::int8[]",
            "xid8", "text[]::numeric[]");

    /** Base64 here, hex in {@code to_json}. */
    private static final Set<String> WITH_BYTES = Set.of("bytea", "shrunk", "everything", "anything");

    /** Written in Java's digits here: 1.0E300 for 1e+300. */
    private static final Set<String> WITH_FLOATS = Set.of(
            "float4",
            "float8",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "floatrange",
            "floatmultirange");

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

    private static final JsonMapper MAPPER = mapper();

    private final PgServer server;
    private final List<String> failures = new ArrayList<>();

    JsonOracleIT(PgServer server) {
        this.server = server;
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNumberLength(1_000_000)
                        .build());
        return mapper;
    }

    @Test
    void a_row_is_the_json_that_postgresql_makes_of_it() throws Exception {
        List<TypeSample> samples = new ArrayList<>(TypeSamples.builtin(server.major(), SEED));
        // before 16 the server writes bytes above 127 as text that is no UTF-8
        samples.removeIf(sample -> sample.type.equals("\"char\"") && !sample.goesBack);
        samples.addAll(UserTypeSamples.all(SEED));
        int values = 0;
        try (TestDatabase database = server.newDatabase();
                Connection connection = database.connect()) {
            RecordedStream.pin(connection, "UTC");
            for (String definition : UserTypeSamples.DEFINITIONS) {
                execute(connection, definition);
            }
            execute(connection, "create table the_end (id int)");
            execute(connection, "create publication everything for all tables");
            execute(connection, "select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            for (int i = 0; i < samples.size(); i++) {
                SampleTables.fill(connection, "t" + i, samples.get(i), failures);
            }
            execute(connection, "insert into the_end values (1)");
            TypeCatalog types = new TypeCatalog();
            ServerTypes.read(connection).values().forEach(types::add);
            Map<String, List<Row>> rows =
                    RecordedStream.read(database, "everything", false, "UTC", types, e -> failures.add("" + e));
            for (int i = 0; i < samples.size(); i++) {
                values += compare(connection, samples.get(i), "t" + i, rows.get("t" + i));
            }
        }
        assertThat(failures).as("replay with -Dseed=%d", SEED).isEmpty();
        assertThat(values).isGreaterThan(5_000);
        System.out.printf("PostgreSQL %s: %d types, %d values, -Dseed=%d%n", server, samples.size(), values, SEED);
    }

    private int compare(Connection connection, TypeSample sample, String table, List<Row> rows) throws Exception {
        String type = sample.type.replaceFirst("\\(.*", "");
        List<Row> sorted = rows.stream()
                .sorted(Comparator.comparing((Row row) -> (Integer) row.get("id")))
                .toList();
        int values = 0;
        try (Statement statement = connection.createStatement();
                ResultSet expected = statement.executeQuery(expectation(sample, type, table))) {
            for (Row row : sorted) {
                assertThat(expected.next()).isTrue();
                JsonNode ours = MAPPER.readTree(PgWalConverters.toText(row));
                JsonNode theirs = MAPPER.readTree(expected.getString(1));
                assertThat(ours.size()).isEqualTo(theirs.size());
                for (Map.Entry<String, JsonNode> field : theirs.properties()) {
                    values++;
                    equal(sample.type, type, field.getKey(), field.getValue(), ours.get(field.getKey()));
                }
            }
            assertThat(expected.next()).isFalse();
        }
        return values;
    }

    /** Text put together by hand: row_to_json would know the columns' types, but not the casts. */
    private static String expectation(TypeSample sample, String type, String table) {
        StringBuilder sql = new StringBuilder("select '{\"id\":' || id");
        for (String column : sample.arrays ? List.of("v", "a", "m") : List.of("v")) {
            String cast = (column.equals("v") ? AS_NUMBERS : ARRAYS_AS_NUMBERS).get(type);
            String value = column + (cast == null ? "" : "::" + cast);
            sql.append(" || ',\"" + column + "\":' || coalesce(to_json(" + value + ")::text, 'null')");
        }
        return sql.append(" || '}' from " + table + " order by id").toString();
    }

    private void equal(String sample, String type, String column, JsonNode theirs, JsonNode ours) {
        boolean same = WITH_FLOATS.contains(type)
                ? numbersInJava(theirs.toString(), type).equals(numbersInJava(ours.toString(), type))
                : withBase64(theirs, type, column).equals(ours);
        if (!same) {
            failures.add(sample + " " + column + ": PostgreSQL has " + theirs + ", here is " + ours);
        }
    }

    private static String numbersInJava(String json, String type) {
        return NUMBER.matcher(json).replaceAll((MatchResult number) -> {
            double value = Double.parseDouble(number.group());
            return type.equals("float4") ? Float.toString((float) value) : Double.toString(value);
        });
    }

    private static JsonNode withBase64(JsonNode node, String type, String field) {
        if (!WITH_BYTES.contains(type)) {
            return node;
        }
        boolean bytes = type.equals("bytea") || field.equals("b") || field.equals("z");
        if (node.isTextual() && bytes && node.textValue().startsWith("\\x")) {
            byte[] value = HexFormat.of().parseHex(node.textValue().substring(2));
            return MAPPER.getNodeFactory().textNode(Base64.getEncoder().encodeToString(value));
        } else if (node.isArray()) {
            var copy = MAPPER.createArrayNode();
            node.forEach(element -> copy.add(withBase64(element, type, field)));
            return copy;
        } else if (node.isObject()) {
            var copy = MAPPER.createObjectNode();
            node.properties().forEach(one -> copy.set(one.getKey(), withBase64(one.getValue(), type, one.getKey())));
            return copy;
        }
        return node;
    }
}
