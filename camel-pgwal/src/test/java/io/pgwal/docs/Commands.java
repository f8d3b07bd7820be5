package io.pgwal.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands of pages: who runs them, and whether what they name exists. */
final class Commands {

    /** Begins of commands that {@code .ci/run} does not have, with the file that runs them, or why none can. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "openssl ", "camel-pgwal/src/test/java/io/pgwal/replication/preflight/TlsIT.java",
            "chmod 600 server.key client.pk8", "camel-pgwal/src/test/java/io/pgwal/replication/preflight/TlsIT.java",
            "java -jar camel-pgwal-doctor/target/camel-pgwal-doctor.jar --url=",
                    "camel-pgwal-doctor/src/test/java/io/pgwal/doctor/DoctorIT.java",
            "./mvnw -q -Pscale-out process-classes",
                    "camel-pgwal-examples/src/test/java/io/pgwal/examples/scaleout/ScaleOutIT.java",
            "./mvnw -q -Plive process-classes", "camel-pgwal-examples/src/test/java/io/pgwal/examples/live/LiveIT.java",
            "camel run shop-changes.camel.yaml --dep=",
                    "camel-pgwal-kamelets/src/test/java/io/pgwal/kamelets/CamelRunIT.java",
            "kubectl apply -f pgwal-source.kamelet.yaml -f shop-changes.integration.yaml",
                    "camel-pgwal-kamelets/src/test/java/io/pgwal/kamelets/KameletIT.java");

    private static final Pattern PROFILE = Pattern.compile("\\./mvnw [^`\\n]*?-P([a-z-]+)");
    private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test='?([A-Za-z,]+)");

    private final String ci = Repository.read(Repository.ROOT.resolve(".ci/run"));

    List<String> notRun(Snippet block) {
        return commands(block).stream()
                .filter(command -> !ci.contains(command))
                .filter(command -> ELSEWHERE.keySet().stream().noneMatch(command::startsWith))
                .map(command -> block + ": " + command)
                .toList();
    }

    /** Entries of the list that no page has any more, or whose file is gone. */
    List<String> stale(List<Snippet> blocks) {
        List<String> all =
                blocks.stream().flatMap(one -> commands(one).stream()).toList();
        return ELSEWHERE.entrySet().stream()
                .filter(one -> all.stream().noneMatch(command -> command.startsWith(one.getKey()))
                        || !Files.exists(Repository.ROOT.resolve(one.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> commands(Snippet block) {
        return block.text()
                .replaceAll("\\\\\\n\\s*", "")
                .lines()
                .map(line -> line.replaceFirst("\\s+# .*", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** Profiles and tests that a page tells to run, and that are not there. */
    List<String> wrongNames() {
        String poms = Repository.files("pom.xml").stream().map(Repository::read).collect(Collectors.joining());
        List<String> tests = Repository.files(".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();
        List<String> wrong = new ArrayList<>();
        for (Path page : Repository.files(".md")) {
            String text = Repository.read(page);
            Matcher profile = PROFILE.matcher(text);
            profile.results()
                    .filter(found -> !poms.contains("<id>" + found.group(1) + "</id>"))
                    .forEach(found -> wrong.add(page + ": no profile " + found.group(1)));
            TEST.matcher(text)
                    .results()
                    .flatMap(found -> List.of(found.group(1).split(",")).stream())
                    .filter(name -> !name.equals("none") && !tests.contains(name))
                    .forEach(name -> wrong.add(page + ": no test " + name));
        }
        return wrong;
    }
}
