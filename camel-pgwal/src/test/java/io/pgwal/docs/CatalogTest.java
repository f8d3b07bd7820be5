package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.camel.PgWalComponent;
import io.pgwal.camel.PgWalConfiguration;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.docs.Catalog.Entry;
import io.pgwal.replication.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.spi.UriParam;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Camel's tooling is told of the component is whole and of use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogTest {

    private static final Set<String> LABELS =
            Set.of("common", "consumer", "producer", "advanced", "security", "health", "scheduler");

    private Catalog catalog;

    @BeforeAll
    void load() throws Exception {
        catalog = Catalog.load();
    }

    @Test
    void every_option_has_a_description_in_a_sentence_and_labels_that_Camel_knows() {
        for (Entry option : catalog.options()) {
            assertThat(option.description())
                    .as(option.name())
                    .hasSizeGreaterThan(20)
                    .matches("(?s)[A-Z].*[.:] ?.*");
            assertThat(option.json().getString("label").split(","))
                    .as(option.name())
                    .allMatch(label -> label.isEmpty() && option.name().equals("slot") || LABELS.contains(label));
        }
    }

    @Test
    void a_description_comes_into_the_catalog_as_it_was_written() {
        Map<String, Entry> options = byName();
        for (Field field : PgWalConfiguration.class.getDeclaredFields()) {
            UriParam declared = field.getAnnotation(UriParam.class);
            if (declared != null) {
                assertThat(options.get(field.getName()).description())
                        .as("%s; Camel drops characters such as * and ~", field.getName())
                        .startsWith(declared.description());
            }
        }
    }

    @Test
    void every_header_has_a_description_in_a_sentence_and_a_type() {
        for (Entry header : catalog.headers()) {
            assertThat(header.description())
                    .as(header.name())
                    .hasSizeGreaterThan(15)
                    .endsWith(".");
            assertThat(header.json().getString("javaType")).as(header.name()).isNotBlank();
            assertThat(header.name()).matches("CamelPgWal[A-Z]\\w+|traceparent|tracestate");
        }
    }

    @Test
    void the_header_of_the_kind_lists_all_kinds() {
        Entry kind = catalog.headers().stream()
                .filter(header -> header.name().equals(PgWalConstants.KIND))
                .findFirst()
                .orElseThrow();
        assertThat(kind.values())
                .isEqualTo(Stream.of(Kind.values()).map(Kind::name).toList());
    }

    @Test
    void what_lasts_is_a_duration_and_what_is_secret_is_marked() {
        for (Entry option : catalog.options()) {
            String name = option.name().toLowerCase(java.util.Locale.ROOT);
            boolean lasts = name.endsWith("delay") || name.endsWith("interval") || name.endsWith("timeout");
            assertThat(option.type().equals("duration")).as(option.name()).isEqualTo(lasts);
            boolean secret =
                    name.contains("password") || Set.of("username", "url").contains(name);
            assertThat(option.is("secret")).as(option.name()).isEqualTo(secret);
        }
    }

    /** Read from the fields, so that an option that was left out of a list here cannot slip through. */
    @Test
    void what_has_a_few_values_lists_them_and_its_default_is_one_of_them() {
        Map<String, Entry> options = byName();
        int lists = 0;
        for (Field field : PgWalConfiguration.class.getDeclaredFields()) {
            UriParam declared = field.getAnnotation(UriParam.class);
            Entry option = options.get(field.getName());
            if (declared == null
                    || declared.enums().isEmpty() && !field.getType().isEnum()) {
                assertThat(option.values()).as(field.getName()).isEmpty();
                continue;
            }
            lists++;
            assertThat(option.type()).as(field.getName()).isEqualTo("enum");
            assertThat(option.values()).as(field.getName()).hasSizeGreaterThan(1);
            if (!option.shownDefault().isEmpty()) {
                assertThat(option.values()).as(field.getName()).contains(option.shownDefault());
            }
        }
        assertThat(lists).isGreaterThan(4);
    }

    @Test
    void a_default_in_the_catalog_is_the_default_of_the_code() throws Exception {
        PgWalConfiguration fresh = new PgWalConfiguration();
        for (Field field : PgWalConfiguration.class.getDeclaredFields()) {
            UriParam declared = field.getAnnotation(UriParam.class);
            if (declared == null || declared.multiValue()) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(fresh);
            String undeclared = value == null || value.equals(0) ? "" : value.toString();
            assertThat(declared.defaultValue()).as(field.getName()).isEqualTo(undeclared);
        }
    }

    @Test
    void options_of_endpoints_are_options_of_the_component_too() {
        List<String> camels =
                List.of("slot", "bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer");
        List<String> own = catalog.options().stream()
                .map(Entry::name)
                .filter(name -> !camels.contains(name))
                .toList();
        assertThat(catalog.componentOptions()).extracting(Entry::name).containsAll(own);
    }

    @Test
    void tools_find_the_component_in_the_jar() throws IOException {
        Properties found = new Properties();
        try (InputStream in =
                PgWalComponent.class.getResourceAsStream("/META-INF/services/org/apache/camel/component.properties")) {
            found.load(in);
        }
        assertThat(found)
                .containsEntry("components", "pgwal")
                .containsEntry("groupId", "io.pgwal")
                .containsEntry("artifactId", "camel-pgwal")
                .containsEntry("version", catalog.component().getString("version"));
    }

    /** Quarkus and Camel K look at the index, Camel at the services; nothing of this is noticed before somebody misses it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jandex.idx",
                "services/org.apache.camel.telemetry.SpanDecorator",
                "services/org/apache/camel/TypeConverterLoader",
                "services/org/apache/camel/component/pgwal",
                "services/org/apache/camel/configurer/pgwal-component",
                "services/org/apache/camel/configurer/pgwal-endpoint",
                "services/org/apache/camel/dev-console/pgwal",
                "services/org/apache/camel/transformer/pgwal-application-cloudevents+json",
                "services/org/apache/camel/transformer/pgwal-application-json",
                "services/org/apache/camel/transformer/pgwal-debezium-json",
                "services/org/apache/camel/urifactory/pgwal-endpoint"
            })
    void what_Camel_and_its_runtimes_look_for_is_in_the_jar(String file) {
        assertThat(classes().resolve("META-INF").resolve(file)).isNotEmptyFile();
    }

    private static Path classes() {
        return Repository.ROOT.resolve("camel-pgwal/target/classes");
    }

    @Test
    void Camel_finds_out_of_the_catalog_what_is_wrong_with_a_URI() {
        CamelCatalog camels = catalog.camels();
        Stream.of("publicaton=p", "onFailure=ignore", "maxInFlight=many", "statusInterval=soon", "binary=perhaps")
                .forEach(wrong -> assertThat(camels.validateEndpointProperties("pgwal:s?" + wrong)
                                .isSuccess())
                        .as(wrong)
                        .isFalse());
        EndpointValidationResult right = camels.validateEndpointProperties(
                "pgwal:s?publication=p&statusInterval=5s&driver.ApplicationName=x&maxInFlight={{most}}&sslMode=verify-full");
        assertThat(right.isSuccess()).as(right.summaryErrorMessage(true)).isTrue();
    }

    private Map<String, Entry> byName() {
        return catalog.options().stream().collect(java.util.stream.Collectors.toMap(Entry::name, entry -> entry));
    }
}
