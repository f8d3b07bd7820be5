package io.pgwal.camel;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** What the consumers of this context say of themselves, those without a route of their own included. */
@DevConsole(
        name = "pgwal",
        displayName = "PostgreSQL WAL",
        description = "Slots that are read and how far behind they are")
public class PgWalDevConsole extends AbstractDevConsole {

    public PgWalDevConsole() {
        super("camel", "pgwal", "PostgreSQL WAL", "Slots that are read and how far behind they are");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        for (PgWalConsumer consumer : consumers()) {
            text.append("Route Id: ").append(routeId(consumer)).append('\n');
            text.append("    Uri: ").append(consumer.getEndpoint()).append('\n');
            ConsumerDetails.of(consumer, Instant.now()).forEach((name, value) -> {
                if (value != null) {
                    text.append("    ").append(name).append(": ").append(value).append('\n');
                }
            });
        }
        return text.toString();
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonArray all = new JsonArray();
        for (PgWalConsumer consumer : consumers()) {
            JsonObject one = new JsonObject();
            one.put("routeId", consumer.getRouteId());
            one.put("uri", consumer.getEndpoint().toString()); // Camel masks its secrets
            one.putAll(ConsumerDetails.of(consumer, Instant.now()));
            all.add(one);
        }
        JsonObject root = new JsonObject();
        root.put("consumers", all);
        return root;
    }

    /** The component may be in the context under several names. */
    private List<PgWalConsumer> consumers() {
        return getCamelContext().getComponentNames().stream()
                .map(name -> getCamelContext().hasComponent(name))
                .filter(PgWalComponent.class::isInstance)
                .map(PgWalComponent.class::cast)
                .distinct()
                .flatMap(component -> component.consumers().stream())
                .sorted(Comparator.comparing(PgWalConsumer::getSlot).thenComparing(PgWalDevConsole::routeId))
                .toList();
    }

    private static String routeId(PgWalConsumer consumer) {
        return Objects.requireNonNullElse(consumer.getRouteId(), "none of its own");
    }
}
