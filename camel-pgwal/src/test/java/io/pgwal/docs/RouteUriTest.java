package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How URIs are found in files of each language. */
class RouteUriTest {

    @TempDir
    Path folder;

    @Test
    void in_Java_with_what_is_joined_to_them() throws IOException {
        assertThat(uris("A.java", """
                from("pgwal:a?publication=p")
                from("pgwal:" + slot + "?publication=" + name.of(x)
                    + "&host=h").to("log:x")
                from("master:ns:pgwal:b?host=h");
                transform("pgwal:debezium-json")
                """))
                .containsExactly(
                        "pgwal:a?publication=p", "pgwal:{{value}}?publication={{value}}&host=h", "pgwal:b?host=h");
    }

    @Test
    void in_YAML_with_their_parameters() throws IOException {
        assertThat(uris("a.yaml", """
                - route:
                    from:
                      uri: pgwal:{{slot}}
                      parameters:
                        publication: p
                        port: 5433
                      steps:
                        - to:
                            uri: pgwal:b?operation=status
                            parameters:
                              host: h
                        - to: log:x
                """))
                .containsExactly("pgwal:{{slot}}?publication=p&port=5433", "pgwal:b?operation=status&host=h");
    }

    @Test
    void in_XML() throws IOException {
        assertThat(uris("a.xml", "<from uri=\"pgwal:a?publication=p&amp;host=h\"/><to uri=\"log:x\"/>"))
                .containsExactly("pgwal:a?publication=p&host=h");
    }

    @Test
    void in_pages_in_their_blocks_and_lines() throws IOException {
        assertThat(uris("a.md", """
                Write `pgwal:slot` or `pgwal:a?host=h`.
                ```java
                from("pgwal:b?host=h")
                ```
                ```yaml
                - from:
                    uri: pgwal:c
                    parameters:
                      host: h
                ```
                """)).containsExactly("pgwal:b?host=h", "pgwal:a?host=h", "pgwal:c?host=h");
    }

    private Iterable<String> uris(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return RouteUri.in(file).stream().map(RouteUri::uri).toList();
    }
}
