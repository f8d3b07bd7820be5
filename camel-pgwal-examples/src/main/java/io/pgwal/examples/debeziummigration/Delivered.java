package io.pgwal.examples.debeziummigration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.pgwal.camel.PgWalConstants;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.debezium.DebeziumConstants;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;

/** What a consumer of Debezium's records looks at. */
record Delivered(JsonNode key, String op, JsonNode before, JsonNode after) {

    private static final int LONGEST = 150;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonConverter CONVERTER = new JsonConverter();

    static {
        CONVERTER.configure(Map.of("schemas.enable", false), false);
    }

    /** The exchange of camel-debezium-postgres: its body is the row after, the rest stands in headers. */
    static Delivered byDebezium(Message message) throws IOException {
        return new Delivered(
                json(message.getHeader(DebeziumConstants.HEADER_KEY)),
                message.getHeader(DebeziumConstants.HEADER_OPERATION, String.class),
                json(message.getHeader(DebeziumConstants.HEADER_BEFORE)),
                json(message.getBody()));
    }

    /** A part of {@link io.pgwal.camel.transform.DebeziumEvents}: its body is the envelope. */
    static Delivered byPgWal(Message message) throws IOException {
        String key = message.getHeader(PgWalConstants.DEBEZIUM_KEY, String.class);
        JsonNode envelope = MAPPER.readTree(message.getBody(String.class));
        return new Delivered(
                key == null ? NullNode.instance : MAPPER.readTree(key),
                envelope.get("op").textValue(),
                envelope.get("before"),
                envelope.get("after"));
    }

    private static JsonNode json(Object value) throws IOException {
        return value instanceof Struct struct
                ? MAPPER.readTree(CONVERTER.fromConnectData("", struct.schema(), struct))
                : NullNode.instance;
    }

    /** Of the table that says that a step is over. */
    boolean isEnd() {
        return after.has("step");
    }

    @Override
    public String toString() {
        String text = op + "  " + key + "  " + before + " -> " + after;
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text;
    }
}
