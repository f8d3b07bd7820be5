package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgwal.docs.GeneratedText;
import io.pgwal.replication.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which meters there are, where they are found, and that the page about them names them all. */
class MicrometerMetersTest {

    private static final Set<String> COMMON = Set.of("camelContext", "route", "slot");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    @Test
    void the_page_names_every_meter_with_its_unit_and_tags() throws Exception {
        context.getRegistry().bind("any", registry);
        ConsumerMeters meters = meters();
        meters.bind();
        meters.lane();
        ((MicrometerMeters) meters).changes(Kind.INSERT, "public.t");
        GeneratedText.check("src-docs/observability.md", "meters", table(), MicrometerMetersTest.class);
    }

    @Test
    void every_meter_says_whose_it_is() throws Exception {
        context.getRegistry().bind("any", registry);
        ConsumerMeters meters = meters();
        meters.bind();
        meters.lane();
        assertThat(registry.getMeters()).isNotEmpty().allSatisfy(meter -> assertThat(
                        meter.getId().getTags())
                .contains(Tag.of("slot", "s"), Tag.of("route", "none"), Tag.of("camelContext", context.getName())));
    }

    @Test
    void without_a_registry_nothing_is_measured() throws Exception {
        ConsumerMeters meters = meters();
        assertThat(meters.isOn()).isFalse();
        assertThat(meters.lane()).isSameAs(LaneMeter.NONE);
    }

    @Test
    void of_several_registries_the_one_with_Camel_s_name_is_taken_and_without_it_none() throws Exception {
        context.getRegistry().bind("one", new SimpleMeterRegistry());
        context.getRegistry().bind("other", new SimpleMeterRegistry());
        assertThat(meters().isOn()).isFalse();
        context.getRegistry().bind(MicrometerMeters.REGISTRY, registry);
        meters().bind();
        assertThat(registry.getMeters()).isNotEmpty();
    }

    @Test
    void a_consumer_that_starts_again_takes_the_place_of_the_one_before() throws Exception {
        context.getRegistry().bind("any", registry);
        ConsumerMeters first = meters();
        first.bind();
        List<Meter.Id> ids = ids();
        ConsumerMeters second = meters();
        second.bind();
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
        second.unbind();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void it_does_so_though_a_filter_takes_tags_away() throws Exception {
        registry.config().meterFilter(MeterFilter.ignoreTags("camelContext", "route"));
        context.getRegistry().bind("any", registry);
        meters().bind();
        Meter before = registry.get("pgwal.inflight").meter();
        meters().bind();
        assertThat(registry.get("pgwal.inflight").meter()).isNotSameAs(before);
    }

    @Test
    void a_route_that_is_removed_leaves_no_meter_behind() throws Exception {
        context.getRegistry().bind("any", registry);
        ConsumerMeters meters = meters();
        meters.bind();
        meters.lane();
        ((MicrometerMeters) meters).changes(Kind.INSERT, "public.t");
        meters.unbind();
        assertThat(registry.getMeters()).isEmpty();
    }

    private ConsumerMeters meters() throws Exception {
        return ConsumerMeters.of(
                (PgWalConsumer) context.getEndpoint("pgwal:s?publication=p").createConsumer(exchange -> {}));
    }

    private List<Meter.Id> ids() {
        return registry.getMeters().stream().map(Meter::getId).toList();
    }

    /** One row for each name; the values of the tags that every meter has are left out. */
    private String table() {
        TreeMap<String, String> rows = new TreeMap<>();
        for (Meter.Id id : ids()) {
            String tags = id.getTags().stream()
                    .map(Tag::getKey)
                    .filter(key -> !COMMON.contains(key))
                    .map(key -> "`" + key + "`")
                    .collect(Collectors.joining(" "));
            rows.put(
                    id.getName(),
                    "| `" + id.getName() + "` | " + id.getType().name().toLowerCase(Locale.ROOT) + " | "
                            + (id.getBaseUnit() == null ? "" : id.getBaseUnit() + " ") + "| "
                            + (tags.isEmpty() ? "" : tags + " ") + "| " + id.getDescription() + " |\n");
        }
        return "\n| meter | type | unit | tags | what it says |\n| --- | --- | --- | --- | --- |\n"
                + String.join("", rows.values()) + "\n";
    }
}
