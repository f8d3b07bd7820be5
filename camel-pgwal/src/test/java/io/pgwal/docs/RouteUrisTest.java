package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;

/** Whatever somebody may copy a route from has URIs that Camel's catalog takes. */
class RouteUrisTest {

    @Test
    void the_URIs_of_examples_pages_and_route_files_have_options_that_exist_and_values_that_fit() throws Exception {
        CamelCatalog catalog = Catalog.load().camels();
        List<RouteUri> uris = uris();
        List<String> wrong = new ArrayList<>();
        for (RouteUri uri : uris) {
            EndpointValidationResult result = catalog.validateEndpointProperties(uri.uri());
            if (!result.isSuccess()) {
                wrong.add(Repository.ROOT.relativize(uri.file()) + ": " + result.summaryErrorMessage(true));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void they_are_found_wherever_they_stand() {
        List<String> files = uris().stream()
                .map(uri -> Repository.ROOT.relativize(uri.file()).toString())
                .distinct()
                .toList();
        assertThat(files)
                .contains(
                        "README.md",
                        "src-docs/guide.md",
                        "camel-pgwal/src/main/docs/pgwal-component.adoc",
                        "camel-pgwal/src/test/resources/routes/orders.yaml",
                        "camel-pgwal/src/test/resources/routes/orders.xml")
                .anyMatch(file -> file.startsWith("camel-pgwal-examples/") && file.endsWith(".java"));
        assertThat(uris()).filteredOn(uri -> uri.uri().contains("publication=")).hasSizeGreaterThan(6);
    }

    /** Of Java only the examples: tests have URIs that are meant to be wrong, or put together elsewhere. */
    private static List<RouteUri> uris() {
        Stream<Path> java = Repository.files(".java").stream()
                .filter(file -> file.toString().contains("camel-pgwal-example"));
        Stream<Path> others = Repository.files(".md", ".adoc", ".yaml", ".xml").stream();
        return Stream.concat(java, others)
                .flatMap(file -> RouteUri.in(file).stream())
                .toList();
    }
}
