package io.pgwal.kamelets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The module's files as trees. */
final class Yaml {

    static final Path EXAMPLES = Path.of("src/examples");

    private static final ObjectMapper MAPPER = new YAMLMapper(new YAMLFactory());

    private Yaml() {}

    /** As it is in the jar, where Camel finds it by default. */
    static JsonNode kamelet() throws IOException {
        return resource("kamelets/pgwal-source.kamelet.yaml");
    }

    /** In YAML, or in JSON, whose escapes YAML does not know all. */
    static JsonNode resource(String name) throws IOException {
        try (InputStream in = Yaml.class.getClassLoader().getResourceAsStream(name)) {
            return (name.endsWith(".json") ? new ObjectMapper() : MAPPER).readTree(in);
        }
    }

    static JsonNode example(String name) throws IOException {
        return MAPPER.readTree(Files.readString(EXAMPLES.resolve(name)));
    }

    static String text(JsonNode node) throws IOException {
        return MAPPER.writeValueAsString(node);
    }
}
