package io.pgwal.docs;

import io.pgwal.camel.PgWalComponent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** What Camel's tooling knows of the component. */
final class Catalog {

    private static final List<String> GROUPS =
            List.of("common", "security", "consumer", "producer", "common (advanced)", "consumer (advanced)");

    /** An option or a header. */
    record Entry(String name, JsonObject json) {

        String description() {
            return json.getString("description");
        }

        String group() {
            return json.getString("group");
        }

        boolean is(String flag) {
            return Boolean.TRUE.equals(json.getBoolean(flag));
        }

        String type() {
            return json.getString("type");
        }

        List<String> values() {
            return json.get("enum") instanceof List<?> values
                    ? values.stream().map(String::valueOf).toList()
                    : List.of();
        }

        /** Java's, without packages; of a duration and of an enum, that. */
        String shownType() {
            return type() == null || type().equals("object") || type().equals("string")
                    ? json.getString("javaType").replaceAll("[a-z.]+\\.(?=[A-Z])", "")
                    : type();
        }

        /** Empty without one. */
        String shownDefault() {
            Object value = json.get("defaultValue");
            if (value == null) {
                return "";
            }
            return type().equals("duration") ? duration(Long.parseLong(value.toString())) : value.toString();
        }

        private static String duration(long millis) {
            if (millis < 1000) {
                return millis + (millis == 0 ? "" : "ms");
            }
            return Duration.ofMillis(millis).toString().substring(2).toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final String text;
    private final JsonObject json;

    private Catalog(String text, JsonObject json) {
        this.text = text;
        this.json = json;
    }

    static Catalog load() throws IOException, DeserializationException {
        try (InputStream in = Catalog.class.getResourceAsStream("/META-INF/io/pgwal/camel/pgwal.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Catalog(text, (JsonObject) Jsoner.deserialize(text));
        }
    }

    /** Camel's own, which knows this component too. */
    CamelCatalog camels() {
        CamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("pgwal", PgWalComponent.class.getName(), text);
        return catalog;
    }

    JsonObject component() {
        return (JsonObject) json.get("component");
    }

    List<Entry> options() {
        return entries("properties");
    }

    List<Entry> componentOptions() {
        return entries("componentProperties");
    }

    List<Entry> headers() {
        return entries("headers");
    }

    /** By group, those that a user needs first first. */
    Map<String, List<Entry>> grouped(List<Entry> options) {
        return options.stream()
                .collect(Collectors.groupingBy(
                        Entry::group, () -> new TreeMap<>(Catalog::compareGroups), Collectors.toList()));
    }

    private static int compareGroups(String one, String other) {
        int place = Integer.compare(place(one), place(other));
        return place == 0 ? one.compareTo(other) : place;
    }

    private static int place(String group) {
        int known = GROUPS.indexOf(group);
        return known < 0 ? GROUPS.size() : known;
    }

    private List<Entry> entries(String kind) {
        return ((JsonObject) json.get(kind))
                .entrySet().stream()
                        .map(entry -> new Entry(entry.getKey(), (JsonObject) entry.getValue()))
                        .toList();
    }
}
