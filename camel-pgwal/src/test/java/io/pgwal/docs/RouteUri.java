package io.pgwal.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A URI of this component as it stands in a file that somebody may copy from. What is worked out at run time is written
 * {@code {{...}}} here.
 */
record RouteUri(Path file, String uri) {

    private static final String SCHEME = "pgwal:";
    private static final Pattern LITERAL =
            Pattern.compile("\"((?:master:[^:\"]+:)?" + SCHEME + "(?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NEXT_LITERAL = Pattern.compile("\\G\\s*\\+\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NEXT_VALUE = Pattern.compile("\\G\\s*\\+\\s*([\\w.]+(?:\\([^()]*\\))?)");
    private static final Pattern XML = Pattern.compile("uri=\"((?:master:[^:\"]+:)?" + SCHEME + "[^\"]*)\"");
    private static final Pattern IN_TEXT = Pattern.compile("`(" + SCHEME + "[^`]*\\?[^`]*)`");
    private static final Pattern YAML_BLOCK =
            Pattern.compile("(?:```ya?ml\n|\\[source,ya?ml]\n----\n)(.*?)(?:```|----)", Pattern.DOTALL);

    /** A data type, such as pgwal:debezium-json, is none. */
    private static final Pattern DATA_TYPE = Pattern.compile(SCHEME + "[a-z]+(-[a-z+]+)+");

    static List<RouteUri> in(Path file) {
        String text = Repository.read(file);
        String name = file.toString();
        List<String> uris = new ArrayList<>();
        if (name.endsWith(".yaml")) {
            uris.addAll(ofYaml(text));
        } else if (name.endsWith(".xml")) {
            uris.addAll(matches(XML, text));
        } else if (name.endsWith(".java")) {
            uris.addAll(ofJava(text));
        } else {
            uris.addAll(ofJava(text));
            uris.addAll(matches(IN_TEXT, text));
            matches(YAML_BLOCK, text).forEach(block -> uris.addAll(ofYaml(block)));
        }
        return uris.stream()
                .map(uri -> uri.replace("&amp;", "&").replaceFirst("^master:[^:]+:", ""))
                .filter(uri -> !DATA_TYPE.matcher(uri).matches())
                .distinct()
                .map(uri -> new RouteUri(file, uri))
                .toList();
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Literals that are joined by +, with what is no literal in between. */
    private static List<String> ofJava(String text) {
        List<String> uris = new ArrayList<>();
        Matcher literal = LITERAL.matcher(text);
        while (literal.find()) {
            StringBuilder uri = new StringBuilder(literal.group(1));
            int end = literal.end();
            Matcher next = NEXT_LITERAL.matcher(text);
            Matcher value = NEXT_VALUE.matcher(text);
            while (next.find(end) || value.find(end)) {
                boolean isLiteral = next.find(end);
                uri.append(isLiteral ? next.group(1) : "{{value}}");
                end = isLiteral ? next.end() : value.end();
            }
            uris.add(uri.toString());
        }
        return uris;
    }

    private static List<String> ofYaml(String text) {
        List<String> uris = new ArrayList<>();
        new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(document -> collect(document, uris));
        return uris;
    }

    private static void collect(Object node, List<String> uris) {
        if (node instanceof List<?> list) {
            list.forEach(each -> collect(each, uris));
        } else if (node instanceof Map<?, ?> map) {
            if (map.get("uri") instanceof String uri
                    && uri.replaceFirst("^master:[^:]+:", "").startsWith(SCHEME)) {
                uris.add(uri + parameters(uri, map.get("parameters")));
            }
            map.values().forEach(each -> collect(each, uris));
        }
    }

    private static String parameters(String uri, Object parameters) {
        if (!(parameters instanceof Map<?, ?> map)) {
            return "";
        }
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&", uri.contains("?") ? "&" : "?", ""));
    }
}
