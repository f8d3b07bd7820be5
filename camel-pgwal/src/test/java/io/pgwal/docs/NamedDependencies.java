package io.pgwal.docs;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The dependencies that runtimes.md names for what a route contains, and the class path that they amount to. */
final class NamedDependencies {

    static final String PAGE = "src-docs/runtimes.md";

    /** @param marks what a route contains, any of which needs the artifacts; empty if every route needs them */
    record Rule(List<String> marks, List<String> artifacts) {
        boolean concerns(String text) {
            return marks.isEmpty() || marks.stream().anyMatch(text::contains);
        }
    }

    private static final Pattern TABLE =
            Pattern.compile("\\| a route with \\| dependency \\|\\n\\|[ -|]+\\|\\n((?:\\|.*\\n)+)");
    /** Spring's jars do not hold their poms. */
    private static final Map<String, List<String>> WITHOUT_POM = Map.of(
            "spring-jdbc", List.of("spring-beans", "spring-core", "spring-tx"),
            "spring-tx", List.of("spring-beans", "spring-core"),
            "spring-beans", List.of("spring-core"),
            "spring-core", List.of("spring-jcl"));

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final List<Rule> rules;
    private final Map<String, Path> jars = new LinkedHashMap<>();

    NamedDependencies() {
        MatchResult table = TABLE.matcher(Repository.read(Repository.ROOT.resolve(PAGE)))
                .results()
                .findFirst()
                .orElseThrow();
        rules = table.group(1)
                .lines()
                .map(line -> line.split("\\|"))
                .map(cells -> new Rule(
                        cells[1].strip().equals("anything") ? List.of() : codes(cells[1]),
                        codes(cells[2]).stream()
                                .map(name -> name.substring(name.indexOf(':') + 1))
                                .toList()))
                .toList();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar")) {
                jars.put(jar.getFileName().toString().replaceFirst("-\\d[^-]*(-[a-z]+)?\\.jar$", ""), jar);
            }
        }
        jars.put("camel-pgwal", Repository.ROOT.resolve("camel-pgwal/target/classes"));
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    List<Rule> rules() {
        return rules;
    }

    /** Artifacts for a route that contains this. */
    Set<String> of(String text) {
        Set<String> all = new LinkedHashSet<>();
        rules.stream().filter(rule -> rule.concerns(text)).forEach(rule -> all.addAll(rule.artifacts()));
        return all;
    }

    /** Whether the tests have the artifact itself; one that they do not have has a stand-in. */
    boolean has(String artifact) {
        return jars.containsKey(artifact);
    }

    /** The artifacts and what they bring with them, as their own poms say. */
    List<Path> classPath(Set<String> artifacts) throws Exception {
        Set<String> seen = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(artifacts);
        List<Path> path = new ArrayList<>();
        while (!open.isEmpty()) {
            String artifact = open.remove(0);
            if (seen.add(artifact) && has(artifact)) {
                path.add(jars.get(artifact));
                open.addAll(broughtBy(artifact));
            }
        }
        return path;
    }

    private List<String> broughtBy(String artifact) throws Exception {
        List<String> brought = new ArrayList<>();
        byte[] pom = pom(artifact);
        if (pom.length == 0) {
            return WITHOUT_POM.getOrDefault(artifact, List.of());
        }
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(pom))
                .getDocumentElement();
        for (Element dependencies : children(project, "dependencies")) {
            for (Element dependency : children(dependencies, "dependency")) {
                String scope = text(dependency, "scope");
                if (Arrays.asList("", "compile", "runtime").contains(scope)
                        && !text(dependency, "optional").equals("true")) {
                    brought.add(text(dependency, "artifactId"));
                }
            }
        }
        return brought;
    }

    private byte[] pom(String artifact) throws IOException {
        Path place = jars.get(artifact);
        if (Files.isDirectory(place)) {
            return Files.readAllBytes(Repository.ROOT.resolve(artifact).resolve("pom.xml"));
        }
        try (JarFile jar = new JarFile(place.toFile())) {
            ZipEntry entry = jar.stream()
                    .filter(one ->
                            one.getName().matches("META-INF/maven/[^/]+/" + Pattern.quote(artifact) + "/pom.xml"))
                    .findFirst()
                    .orElse(null);
            if (entry == null) {
                return new byte[0];
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return in.readAllBytes();
            }
        }
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
