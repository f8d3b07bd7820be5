package io.pgwal.camel.transform;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A record as it would go to Kafka.
 *
 * @param key   null when the table has none
 * @param value null for a tombstone
 */
record TwinEvent(String key, String value) {

    static final String MARKER = "the_end";

    boolean isMarker() {
        return value != null && tree().at("/source/table").asText().equals(MARKER);
    }

    JsonNode tree() {
        return value == null ? Json.parse("null") : Json.parse(value);
    }

    JsonNode keyTree() {
        return key == null ? Json.parse("null") : Json.parse(key);
    }

    String table() {
        return tree().at("/source/table").asText();
    }

    int id() {
        return tree().at("/after/id").asInt();
    }
}
