package io.pgwal.springboot;

import io.pgwal.camel.PgWalComponent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * What IDEs know of {@code camel.component.pgwal.*}, in Spring Boot's format, made of the component's catalog. The build
 * runs it; it is not in the jar.
 */
public final class ConfigurationMetadata {

    private static final String CATALOG = "/META-INF/io/pgwal/camel/pgwal.json";

    private static final Map<String, String> TYPES = Map.of(
            "boolean", "java.lang.Boolean",
            "int", "java.lang.Integer",
            "long", "java.lang.Long");

    private final JsonArray properties = new JsonArray();
    private final JsonArray hints = new JsonArray();

    private ConfigurationMetadata() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException, DeserializationException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Jsoner.prettyPrint(ofCatalog().toJson(), 2) + "\n");
    }

    private static JsonObject ofCatalog() throws IOException, DeserializationException {
        ConfigurationMetadata metadata = new ConfigurationMetadata();
        metadata.enabled();
        JsonObject catalog = catalog();
        ((JsonObject) catalog.get("componentProperties"))
                .forEach((name, option) -> metadata.option(name, (JsonObject) option));
        return object("properties", metadata.properties, "hints", metadata.hints);
    }

    private static JsonObject catalog() throws IOException, DeserializationException {
        try (InputStream in = PgWalComponent.class.getResourceAsStream(CATALOG)) {
            if (in == null) {
                throw new IOException(CATALOG + " is not on the class path: it is made when camel-pgwal is compiled");
            }
            return (JsonObject) Jsoner.deserialize(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void enabled() {
        properties.add(object(
                "name",
                PgWalAutoConfiguration.PREFIX + "." + PgWalAutoConfiguration.ENABLED,
                "type",
                "java.lang.Boolean",
                "description",
                "Whether these properties are set on the component pgwal.",
                "defaultValue",
                true));
    }

    private void option(String name, JsonObject option) {
        String property = PgWalAutoConfiguration.PREFIX + "." + StringHelper.camelCaseToDash(name);
        JsonObject json = object(
                "name", property,
                "type", type(option),
                "description", option.getString("description"));
        if (option.get("defaultValue") != null) {
            json.put("defaultValue", option.get("defaultValue"));
        }
        if (Boolean.TRUE.equals(option.getBoolean("deprecated"))) {
            json.put("deprecation", new JsonObject());
        }
        properties.add(json);
        if (option.get("enum") instanceof List<?> values) {
            JsonArray hinted = new JsonArray();
            values.forEach(value -> hinted.add(object("value", value)));
            hints.add(object("name", property, "values", hinted));
        }
    }

    private static String type(JsonObject option) {
        String javaType = option.getString("javaType").replace(" ", "");
        return option.getString("type").equals("duration")
                ? "java.time.Duration"
                : TYPES.getOrDefault(javaType, javaType);
    }

    private static JsonObject object(Object... namesAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
