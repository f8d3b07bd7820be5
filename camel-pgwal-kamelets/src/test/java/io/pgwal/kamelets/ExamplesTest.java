package io.pgwal.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The example files know the Kamelet: its name, its properties, its data types, its dependency. */
class ExamplesTest {

    private final JsonNode kamelet = Yaml.kamelet();

    ExamplesTest() throws IOException {}

    @Test
    void the_route_sets_properties_that_there_are() throws Exception {
        JsonNode from = Yaml.example("shop-changes.camel.yaml").at("/0/route/from");
        assertThat(from.path("uri").asText()).isEqualTo("kamelet:" + name());
        assertThatItKnows(from.path("parameters"));
        assertThatItIsAType(from.at("/steps/0/transformDataType/toType").asText());
    }

    @Test
    void the_pipe_sets_properties_that_there_are_and_a_data_type_of_the_kamelet() throws Exception {
        JsonNode source = Yaml.example("shop-changes.pipe.yaml").at("/spec/source");
        assertThat(source.at("/ref/name").asText()).isEqualTo(name());
        assertThatItKnows(source.path("properties"));
        JsonNode type = source.at("/dataTypes/out");
        assertThatItIsAType(
                type.path("scheme").asText() + ":" + type.path("format").asText());
    }

    @Test
    void the_integration_sets_properties_that_there_are_and_depends_on_the_component() throws Exception {
        JsonNode spec = Yaml.example("shop-changes.integration.yaml").path("spec");
        JsonNode from = spec.at("/flows/0/route/from");
        assertThat(from.path("uri").asText()).isEqualTo("kamelet:" + name());
        assertThatItKnows(from.path("parameters"));
        assertThatItIsAType(from.at("/steps/0/transformDataType/toType").asText());
        assertThat(kamelet.at("/spec/dependencies"))
                .contains(spec.at("/dependencies/0"))
                .anyMatch(dependency -> dependency.asText().startsWith("mvn:io.pgwal:camel-pgwal:"));
    }

    private String name() {
        return kamelet.at("/metadata/name").asText();
    }

    private void assertThatItKnows(JsonNode set) {
        Set<String> names = new HashSet<>();
        set.fieldNames().forEachRemaining(names::add);
        JsonNode properties = kamelet.at("/spec/definition/properties");
        assertThat(names).isNotEmpty().allMatch(properties::has);
        assertThat(kamelet.at("/spec/definition/required")).allMatch(required -> names.contains(required.asText()));
    }

    private void assertThatItIsAType(String format) {
        assertThat(kamelet.at("/spec/dataTypes/out/types"))
                .anyMatch(type -> type.path("format").asText().equals(format));
    }
}
