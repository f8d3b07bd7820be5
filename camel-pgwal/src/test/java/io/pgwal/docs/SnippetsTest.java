package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every block that a reader may copy works, with the dependencies that {@code runtimes.md} names. SQL: {@link SqlSnippetsIT}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnippetsTest {

    /** Blocks that no test here can run, by {@link Snippet#name()}, and why. */
    private static final Map<String, String> NOT_RUN_HERE = Map.ofEntries(
            Map.entry("CONTRIBUTING.md: camel-pgwal/src/main/java/io/pgwal/", "a tree of folders"),
            Map.entry("src-docs/architecture.md: protocol    ←    values", "a drawing"),
            Map.entry("src-docs/architecture.md: socket ─→ PgJdbcWalStream", "a drawing"),
            Map.entry("src-docs/architecture.md: session's thread", "a drawing"),
            Map.entry("src-docs/kamelet.md: - route:", "built by KameletPageTest, which has the Kamelet's jar"),
            Map.entry("src-docs/doctor.md: The slot shop", "output, compared by DoctorIT"),
            Map.entry("src-docs/errors.md: [SLOT_BUSY]", "a log line"),
            Map.entry("src-docs/guide.md: JdbcAggregationRepository repository", "run by camel/SqlSinkIT"),
            Map.entry("src-docs/guide.md: Row row = Row.builder", "run by docs/RouteUnitTest"));

    @TempDir
    Path folder;

    private CamelCatalog catalog;
    private Pages pages;

    @BeforeAll
    void load() throws Exception {
        catalog = Catalog.load().camels();
        pages = new Pages(Snippet.all(), NOT_RUN_HERE);
    }

    @Test
    void each_block_has_a_language_that_is_tested_or_a_reason() {
        Set<String> tested = Set.of("java", "yaml", "xml", "sql", "properties", "sh", "json");
        assertThat(pages.left())
                .allSatisfy(block -> assertThat(tested).as(block.name()).contains(block.language()));
        assertThat(pages.left()).hasSizeGreaterThan(40);
    }

    @Test
    void each_reason_belongs_to_a_block() {
        assertThat(pages.stale()).isEmpty();
    }

    @Test
    void blocks_that_a_test_runs_are_in_it() {
        NOT_RUN_HERE.forEach((start, reason) -> {
            if (reason.startsWith("run by ")) {
                String test = "camel-pgwal/src/test/java/io/pgwal/" + reason.substring("run by ".length()) + ".java";
                Snippet block = Snippet.all().stream()
                        .filter(one -> one.name().startsWith(start))
                        .findFirst()
                        .orElseThrow();
                assertThat(code(Repository.read(Repository.ROOT.resolve(test)))).contains(code(block.text()));
            }
        });
    }

    /** Without comments and blanks. */
    private static String code(String text) {
        return text.replaceAll("(?m)//.*$", "").replaceAll("\\s", "");
    }

    @Test
    void routes_in_Java_compile_and_build_with_the_named_dependencies() throws Exception {
        assertThat(wrong(pages.of("java"))).isEmpty();
    }

    @Test
    void routes_in_YAML_and_XML_build_with_the_named_dependencies() throws Exception {
        List<Snippet> routes = Stream.concat(
                        pages.of("yaml").stream(), pages.of("xml").stream().filter(xml -> !Poms.isOne(xml)))
                .toList();
        assertThat(wrong(routes)).isEmpty();
    }

    private List<String> wrong(List<Snippet> routes) throws Exception {
        assertThat(routes).isNotEmpty();
        List<String> wrong = new ArrayList<>();
        try (IsolatedRoutes isolated =
                new IsolatedRoutes(Files.createTempDirectory(folder, "routes"), artifactsByScheme())) {
            for (Snippet route : routes) {
                try {
                    if (isolated.build(route) == 0) {
                        wrong.add(route + ": no route");
                    }
                } catch (IllegalStateException | LinkageError e) {
                    wrong.add(route + ": " + e);
                }
            }
        }
        return wrong;
    }

    @Test
    void named_dependencies_are_those_of_the_catalog() throws Exception {
        Map<String, String> artifacts = artifactsByScheme();
        NamedDependencies dependencies = new NamedDependencies();
        for (NamedDependencies.Rule rule : dependencies.rules()) {
            for (String mark : rule.marks()) {
                if (mark.matches("[a-z]+:")) {
                    assertThat(rule.artifacts()).contains(artifacts.get(mark.replace(":", "")));
                }
            }
        }
    }

    @Test
    void URIs_of_other_components_have_options_that_exist() {
        Pattern uri = Pattern.compile("\"((?:kafka|sql|http|jms|direct|seda|log):[^\"]+)\"");
        List<String> wrong = new ArrayList<>();
        List<Snippet> routes = pages.of("java");
        for (Snippet route : routes) {
            uri.matcher(route.text().replaceAll("\"\\s*\\+\\s*\"", ""))
                    .results()
                    .map(found -> catalog.validateEndpointProperties(found.group(1)))
                    .filter(result -> !result.isSuccess())
                    .forEach(result -> wrong.add(route + ": " + result.summaryErrorMessage(true)));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void properties_are_options_that_exist() {
        List<String> wrong = new ArrayList<>();
        for (Snippet properties : pages.of("properties")) {
            properties
                    .text()
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .filter(line -> !isSpringsOwn(line))
                    .map(catalog::validateConfigurationProperty)
                    .filter(result -> !result.isAccepted() || !result.isSuccess())
                    .forEach(result ->
                            wrong.add(properties + ": " + result.getText() + " " + result.summaryErrorMessage(true)));
        }
        assertThat(wrong).isEmpty();
    }

    /** ApplicationIT of the starter looks at the health that it shows. */
    private static boolean isSpringsOwn(String line) {
        return line.equals("management.endpoint.health.show-details=always");
    }

    @Test
    void parts_of_poms_name_what_this_build_has() throws Exception {
        List<Snippet> poms = pages.of("xml").stream().filter(Poms::isOne).toList();
        assertThat(poms).hasSizeGreaterThan(3);
        Poms build = new Poms();
        assertThat(poms.stream().flatMap(pom -> build.wrong(pom).stream())).isEmpty();
    }

    @Test
    void JSON_is_JSON() throws Exception {
        for (Snippet json : pages.of("json")) {
            assertThat(Jsoner.deserialize(json.text())).as(json.toString()).isInstanceOf(JsonObject.class);
        }
    }

    @Test
    void commands_are_run_by_CI_or_by_a_test() {
        Commands commands = new Commands();
        assertThat(pages.of("sh").stream().flatMap(block -> commands.notRun(block).stream()))
                .isEmpty();
        assertThat(commands.stale(pages.of("sh"))).isEmpty();
    }

    @Test
    void commands_within_text_name_profiles_and_tests_that_exist() {
        assertThat(new Commands().wrongNames()).isEmpty();
    }

    private Map<String, String> artifactsByScheme() {
        Map<String, String> artifacts = new HashMap<>();
        for (String scheme : new TreeSet<>(catalog.findComponentNames())) {
            artifacts.put(scheme, catalog.componentModel(scheme).getArtifactId());
        }
        return artifacts;
    }

    /** The blocks, but for those that are listed with a reason. */
    private record Pages(List<Snippet> all, Map<String, String> reasons) {

        List<Snippet> left() {
            return all.stream().filter(one -> reason(one).isEmpty()).toList();
        }

        List<Snippet> of(String language) {
            return left().stream()
                    .filter(one -> one.language().equals(language))
                    .toList();
        }

        List<String> stale() {
            return reasons.keySet().stream()
                    .filter(name -> all.stream().noneMatch(one -> one.name().startsWith(name)))
                    .toList();
        }

        private List<String> reason(Snippet snippet) {
            return reasons.keySet().stream()
                    .filter(name -> snippet.name().startsWith(name))
                    .toList();
        }
    }
}
