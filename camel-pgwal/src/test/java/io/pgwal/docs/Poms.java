package io.pgwal.docs;

import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Parts of poms in pages, held to this build. */
final class Poms {

    /** A version as Camel's documentation has it. */
    private static final String ANY = "x.x.x";

    private final Document parent = parse(Repository.read(Repository.ROOT.resolve("pom.xml")));
    private final String quarkus = Repository.read(Repository.ROOT.resolve("camel-pgwal-example-quarkus/pom.xml"));

    static boolean isOne(Snippet snippet) {
        return snippet.text().startsWith("<dependenc");
    }

    List<String> wrong(Snippet pom) {
        List<String> wrong = new ArrayList<>();
        NodeList dependencies = parse(pom.text()).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String artifact = text(dependency, "artifactId");
            String version = text(dependency, "version");
            if (!version.equals(ANY) && !version.equals(version(text(dependency, "groupId"), artifact))) {
                wrong.add(pom + ": this build has no " + artifact + " " + version);
            }
        }
        return wrong;
    }

    /** @return the one of this build, or nothing that a page could say */
    private String version(String group, String artifact) {
        if (group.equals("io.pgwal")) {
            return Files.exists(Repository.ROOT.resolve(artifact).resolve("pom.xml"))
                    ? text(parent.getDocumentElement(), "version")
                    : "";
        }
        if (!quarkus.contains("<artifactId>" + artifact + "</artifactId>")) {
            return "";
        }
        return text(parent.getDocumentElement(), artifact.equals("camel-bom") ? "camel.version" : "quarkus.version");
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent().strip();
    }

    private static Document parse(String text) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
