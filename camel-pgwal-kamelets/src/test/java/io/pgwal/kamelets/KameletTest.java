package io.pgwal.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.TransformerKey;
import org.junit.jupiter.api.Test;

/** The Kamelet and the component do not drift apart. */
class KameletTest {

    private static final Map<String, String> TYPES = Map.of("integer", "integer", "boolean", "boolean");

    private final JsonNode kamelet = Yaml.kamelet();
    private final JsonNode properties = kamelet.at("/spec/definition/properties");
    private final JsonNode catalog = Yaml.resource("META-INF/io/pgwal/camel/pgwal.json");

    KameletTest() throws IOException {}

    @Test
    void each_property_is_an_option_of_the_component_and_says_what_the_option_says() {
        assertThat(properties).hasSizeGreaterThan(20);
        properties.properties().forEach(property -> {
            JsonNode option = catalog.at("/properties/" + property.getKey());
            JsonNode said = property.getValue();
            assertThat(option.isMissingNode()).as(property.getKey()).isFalse();
            assertThat(said.path("description").asText())
                    .as(property.getKey())
                    .isEqualTo(option.path("description").asText());
            assertThat(said.path("type").asText())
                    .as(property.getKey())
                    .isEqualTo(TYPES.getOrDefault(option.path("type").asText(), "string"));
            assertThat(said.path("enum")).as(property.getKey()).isEqualTo(option.path("enum"));
            assertThat(said.has("default"))
                    .as("a default of %s would hide what is set on the component", property.getKey())
                    .isFalse();
        });
    }

    @Test
    void each_property_reaches_the_option_of_its_name() {
        JsonNode from = kamelet.at("/spec/template/from");
        assertThat(from.path("uri").asText()).isEqualTo("pgwal:{{slot}}");
        Set<String> passedOn = new HashSet<>(Set.of("slot"));
        from.path("parameters").properties().forEach(parameter -> {
            String name = parameter.getKey();
            passedOn.add(name);
            assertThat(parameter.getValue().asText())
                    .contains(isRequired(name) ? "{{" + name + "}}" : "{{?" + name + "}}");
        });
        assertThat(passedOn).isEqualTo(names(properties));
    }

    private boolean isRequired(String name) {
        return texts(kamelet.at("/spec/definition/required")).contains(name);
    }

    @Test
    void what_is_secret_in_the_component_is_a_credential_in_the_kamelet() {
        properties.properties().forEach(property -> {
            boolean secret =
                    catalog.at("/properties/" + property.getKey() + "/secret").asBoolean();
            List<String> descriptors = texts(property.getValue().path("x-descriptors"));
            assertThat(descriptors.contains("urn:camel:group:credentials"))
                    .as(property.getKey())
                    .isEqualTo(secret);
            boolean hidden = property.getValue().path("format").asText().equals("password");
            assertThat(hidden)
                    .as(property.getKey())
                    .isEqualTo(secret && !property.getKey().equals("username"));
        });
        assertThat(names(properties)).contains("password", "username", "url");
    }

    @Test
    void its_headers_are_the_components() {
        JsonNode headers = kamelet.at("/spec/dataTypes/out/headers");
        assertThat(headers).hasSizeGreaterThan(5);
        headers.properties().forEach(header -> assertThat(
                        header.getValue().path("description").asText())
                .as(header.getKey())
                .isEqualTo(catalog.at("/headers/" + header.getKey() + "/description")
                        .asText()));
    }

    @Test
    void its_data_types_are_there() throws Exception {
        JsonNode types = kamelet.at("/spec/dataTypes/out/types");
        assertThat(names(types)).containsExactlyInAnyOrder("row", "json", "cloudevents", "debezium");
        assertThat(names(types))
                .contains(kamelet.at("/spec/dataTypes/out/default").asText());
        CamelContext context = new DefaultCamelContext();
        context.start();
        for (String type : List.of("json", "cloudevents", "debezium")) {
            String format = types.path(type).path("format").asText();
            assertThat(context.getTransformerRegistry().resolveTransformer(new TransformerKey(format)))
                    .as(format)
                    .isNotNull();
        }
        context.stop();
    }

    @Test
    void it_names_the_component_that_it_was_built_with() {
        assertThat(texts(kamelet.at("/spec/dependencies")))
                .contains("mvn:io.pgwal:camel-pgwal:"
                        + catalog.at("/component/version").asText());
    }

    @Test
    void kubernetes_takes_it() throws Exception {
        ObjectNode schema = (ObjectNode)
                Yaml.resource("camel.apache.org_kamelets.yaml").at("/spec/versions/0/schema/openAPIV3Schema");
        // metadata is Kubernetes' own, and described elsewhere
        ((ObjectNode) schema.path("properties")).remove("metadata");
        JsonNode document = ((ObjectNode) kamelet.deepCopy()).without("metadata");
        refuseUnknownFields(schema);
        assertThat(errors(schema, document)).isEmpty();

        ((ObjectNode) document.at("/spec/definition/properties/slot")).put("desciption", "a typing error");
        assertThat(errors(schema, document)).hasSize(1);
    }

    private static Set<?> errors(JsonNode schema, JsonNode document) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(schema)
                .validate(document);
    }

    /** What Kubernetes would prune without a word. */
    private static void refuseUnknownFields(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(KameletTest::refuseUnknownFields);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
