package io.pgwal.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pgwal.camel.PgWalComponent;
import io.pgwal.camel.PgWalOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;
import org.springframework.boot.configurationmetadata.ValueHint;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What an application may say of the component, and what its author's IDE says it may. */
class OptionsTest {

    private static final String PREFIX = "camel.component.pgwal.";

    private static final PGSimpleDataSource POOL = new PGSimpleDataSource();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CamelAutoConfiguration.class, PgWalAutoConfiguration.class))
            .withPropertyValues("camel.main.routes-collector-enabled=false")
            .withBean("pool", PGSimpleDataSource.class, () -> POOL);

    @Test
    void every_option_of_the_component_can_be_set_in_both_spellings() throws Exception {
        Map<String, JsonObject> options = options();
        options.remove("configuration"); // it would be in place of all the others
        assertThat(options).hasSizeGreaterThan(40);
        for (boolean dashes : new boolean[] {true, false}) {
            String[] properties = options.entrySet().stream()
                    .map(option -> PREFIX + name(option.getKey(), dashes) + sample(option.getValue()))
                    .toArray(String[]::new);
            application.withPropertyValues(properties).run(started -> {
                PgWalComponent component = component(started.getBean(CamelContext.class));
                PropertyConfigurerGetter values = (PropertyConfigurerGetter) component.getComponentPropertyConfigurer();
                options.forEach((name, option) -> assertThat(values.getOptionValue(component, name, false))
                        .as(name)
                        .isEqualTo(expected(option)));
            });
        }
    }

    @Test
    void the_environment_comes_before_the_properties_however_either_spells_it() {
        application
                .withPropertyValues(PREFIX + "max-in-flight=5", PREFIX + "batchSize=6")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of("CAMEL_COMPONENT_PGWAL_MAXINFLIGHT", "7", "CAMEL_COMPONENT_PGWAL_HOST", "db"))))
                .run(started -> {
                    PgWalComponent component = component(started.getBean(CamelContext.class));
                    assertThat(component.getConfiguration().getMaxInFlight()).isEqualTo(7);
                    assertThat(component.getConfiguration().getBatchSize()).isEqualTo(6);
                    assertThat(component.getConfiguration().getHost()).isEqualTo("db");
                });
    }

    @Test
    void an_option_that_is_not_there_is_named_and_its_value_is_not() {
        application.withPropertyValues(PREFIX + "pasword=s3cret").run(started -> {
            CamelContext camel = started.getBean(CamelContext.class);
            assertThat(catchThrowable(() -> component(camel)))
                    .hasStackTraceContaining("camel.component.pgwal.pasword: the component pgwal has no such option")
                    .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("s3cret"));
        });
    }

    @Test
    void nothing_is_set_when_it_is_switched_off() {
        application
                .withPropertyValues(PREFIX + "host=db", PREFIX + "enabled=false")
                .run(started -> assertThat(component(started.getBean(CamelContext.class))
                                .getConfiguration()
                                .getHost())
                        .isNull());
    }

    @Test
    void the_metadata_has_every_option_with_its_description_its_default_and_its_values() throws Exception {
        Map<String, ConfigurationMetadataProperty> metadata = metadata();
        Map<String, JsonObject> options = options();
        List<String> expected = new ArrayList<>(List.of(PREFIX + "enabled"));
        options.keySet().forEach(name -> expected.add(PREFIX + name(name, true)));
        assertThat(metadata.keySet()).containsExactlyInAnyOrderElementsOf(expected);
        options.forEach((name, option) -> {
            ConfigurationMetadataProperty property = metadata.get(PREFIX + name(name, true));
            assertThat(property.getDescription()).as(name).isEqualTo(option.getString("description"));
            assertThat(String.valueOf(property.getDefaultValue()))
                    .as(name)
                    .isEqualTo(String.valueOf(option.get("defaultValue")));
            assertThat(property.isDeprecated()).as(name).isEqualTo(option.getBoolean("deprecated"));
            assertThat(property.getHints().getValueHints().stream().map(ValueHint::getValue))
                    .as(name)
                    .isEqualTo(option.get("enum") == null ? List.of() : option.get("enum"));
        });
    }

    @Test
    void the_types_of_the_metadata_are_Java_s() throws Exception {
        assertThat(metadata().values().stream()
                        .map(ConfigurationMetadataProperty::getType)
                        .distinct())
                .containsExactlyInAnyOrder(
                        "java.lang.Boolean",
                        "java.lang.Integer",
                        "java.lang.Long",
                        "java.lang.String",
                        "java.time.Duration",
                        "java.util.Map<java.lang.String,java.lang.Object>",
                        "javax.sql.DataSource",
                        "io.pgwal.camel.PgWalConfiguration",
                        "io.pgwal.camel.PgWalOperation");
    }

    private static PgWalComponent component(CamelContext camel) {
        return camel.getComponent("pgwal", PgWalComponent.class);
    }

    private static String name(String option, boolean dashes) {
        return dashes ? StringHelper.camelCaseToDash(option) : option;
    }

    /** Its default is another one. */
    private static String sample(JsonObject option) {
        return switch (option.getString("type")) {
            case "boolean" -> "=" + !isTrue(option);
            case "integer" -> "=77";
            case "duration" -> "=1m17s";
            case "enum" -> "=" + lastValue(option);
            case "string" -> "=some,thing";
            case "object" -> option.getString("javaType").contains("Map") ? ".ApplicationName=shop" : "=#pool";
            default -> throw new IllegalStateException("a type of option that is new here: " + option);
        };
    }

    private static Object expected(JsonObject option) {
        boolean isLong = option.getString("javaType").equals("long");
        return switch (option.getString("type")) {
            case "boolean" -> !isTrue(option);
            case "integer" -> isLong ? (Object) 77L : (Object) 77;
            case "duration" -> 77_000L;
            case "enum" ->
                option.getString("javaType").endsWith("PgWalOperation")
                        ? PgWalOperation.valueOf(lastValue(option))
                        : lastValue(option);
            case "string" -> "some,thing";
            default -> option.getString("javaType").contains("Map") ? Map.of("ApplicationName", "shop") : POOL;
        };
    }

    private static boolean isTrue(JsonObject option) {
        return Boolean.TRUE.equals(option.get("defaultValue"));
    }

    private static String lastValue(JsonObject option) {
        List<?> values = (List<?>) option.get("enum");
        return values.get(values.size() - 1).toString();
    }

    private static Map<String, JsonObject> options() throws Exception {
        try (InputStream in = OptionsTest.class.getResourceAsStream("/META-INF/io/pgwal/camel/pgwal.json")) {
            JsonObject catalog = (JsonObject) Jsoner.deserialize(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Map<String, JsonObject> options = new LinkedHashMap<>();
            ((JsonObject) catalog.get("componentProperties"))
                    .forEach((name, option) -> options.put(name, (JsonObject) option));
            return options;
        }
    }

    /** As Spring Boot's own tooling reads it. */
    private static Map<String, ConfigurationMetadataProperty> metadata() throws IOException {
        try (InputStream in = OptionsTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            // other jars have a file of this name too, but ours comes first in a module's own tests
            return new TreeMap<>(ConfigurationMetadataRepositoryJsonBuilder.create(in)
                    .build()
                    .getAllProperties());
        }
    }
}
