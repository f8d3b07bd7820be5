package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Large values that an update leaves alone, which PostgreSQL does not send: what stands in for them, for each type. */
@OnOldestAndNewestPostgres
class DebeziumUnchangedTwinIT extends TwinFixture {

    private static final String LONG = "repeat('x', 10000)";
    private static final String WORDS = "SELECT string_agg('w' || i, '%s') FROM generate_series(1, 3000) i";

    DebeziumUnchangedTwinIT(PgServer server) {
        super(server);
    }

    @Test
    void what_postgresql_did_not_send_is_told_as_debezium_tells_it() throws Exception {
        Map<String, String> values = values();
        List<String> definitions = new ArrayList<>(TwinTypes.DEFINITIONS);
        List<String> changes = new ArrayList<>();
        for (Map.Entry<String, String> value : values.entrySet()) {
            String table = "u" + changes.size() / 2;
            definitions.add("CREATE TABLE " + table + " (id int PRIMARY KEY, n int, v " + value.getKey() + ")");
            definitions.add("ALTER TABLE " + table + " ALTER v SET STORAGE EXTERNAL");
            changes.add("INSERT INTO " + table + " VALUES (1, 1, " + value.getValue() + ")");
            changes.add("UPDATE " + table + " SET n = 2");
        }
        List<Difference> differences = differences(definitions, changes);
        List<JsonNode> updates = ours().stream()
                .map(TwinEvent::tree)
                .filter(event -> event.get("op").asText().equals("u"))
                .toList();
        assertThat(updates).hasSameSizeAs(values.entrySet()).allSatisfy(update -> {
            JsonNode after = update.at("/after/v"); // the value itself is longer
            assertThat(after.toString().length()).isLessThan(300);
        });
        // null there, which is a value; here it is said that there is one
        List<String> types = List.copyOf(values.keySet());
        assertThat(differences)
                .allMatch(one ->
                        one.debezium().isNull() && one.pgwal().toString().contains("__debezium_unavailable_value"))
                .extracting(one -> types.get(Integer.parseInt(one.table().substring(1))))
                .containsExactly("citext[]", "inet[]", "macaddr[]", "int4range[]", "mood[]", "hstore[]");
    }

    /** Type to an expression that is too long for a page. */
    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String type : List.of("text", "varchar", "bpchar", "citext")) {
            values.put(type, LONG + "::" + type);
        }
        values.put("bytea", "decode(repeat('ff', 10000), 'hex')");
        values.put("json", "to_json(" + LONG + ")");
        values.put("jsonb", "to_jsonb(" + LONG + ")");
        values.put("xml", "('<a>' || " + LONG + " || '</a>')::xml");
        values.put("numeric", "repeat('7', 20000)::numeric");
        values.put("varbit", "repeat('1', 100000)::varbit");
        values.put("tsvector", "to_tsvector('simple', (" + WORDS.formatted(" ") + "))");
        values.put("hstore", "hstore('a', " + LONG + ")");
        values.put("ltree", "(" + WORDS.formatted(".") + ")::ltree");
        Map<String, String> elements = new LinkedHashMap<>();
        for (String type :
                List.of("bool", "int2", "int4", "int8", "oid", "float4", "float8", "numeric", "numeric(9,2)")) {
            elements.put(type, type.equals("bool") ? "t" : "1");
        }
        for (String type : List.of("text", "varchar(9)", "char(3)", "citext", "bytea", "json", "jsonb")) {
            elements.put(type, "12");
        }
        for (String type : List.of("date", "time", "time(3)", "timetz", "timestamp", "timestamp(3)", "timestamptz")) {
            elements.put(type, type.contains("date") || type.contains("timestamp") ? "2024-01-01" : "12:00");
        }
        elements.put("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        elements.put("inet", "1.2.3.4");
        elements.put("macaddr", "08:00:2b:01:02:03");
        elements.put("int4range", "[1,2)");
        elements.put("mood", "ok");
        elements.put("hstore", "a=>1");
        elements.forEach(
                (type, literal) -> values.put(type + "[]", "array_fill('" + literal + "'::" + type + ", ARRAY[3000])"));
        return values;
    }
}
