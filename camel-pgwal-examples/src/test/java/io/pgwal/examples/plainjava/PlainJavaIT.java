package io.pgwal.examples.plainjava;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PlainJavaIT {

    private static final Predicate<String> WITHOUT_CAMEL = entry -> !entry.contains("org/apache/camel");

    @Test
    void it_reads_a_slot_without_any_class_of_camel() throws Exception {
        assertThat(System.getProperty("java.class.path")).contains("org/apache/camel"); // or nothing is left out
        JavaProcess run = JavaProcess.run(PlainJava.class, "", WITHOUT_CAMEL);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()
                        .lines()
                        .filter(line -> line.matches("[0-9A-F]+/[0-9A-F]+  .*"))
                        .map(line -> line.replaceFirst("\\S+  ", "")))
                .containsExactly(
                        "INSERT  {id=1, name=apple}",
                        "INSERT  {id=2, name=quince}",
                        "UPDATE  {id=1, name=pear}",
                        "DELETE  {id=2}");
        assertThat(run.out()).contains("slot confirmed up to");
    }

    @Test
    void a_server_without_logical_wal_is_refused_in_one_line() throws Exception {
        try (DemoServer server = DemoServer.embedded("replica")) {
            JavaProcess run = JavaProcess.run(PlainJava.class, server.url(), WITHOUT_CAMEL);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err().lines()).singleElement().asString().contains("wal_level");
            JavaProcess again = JavaProcess.run(PlainJava.class, server.url(), WITHOUT_CAMEL);
            assertThat(again.err()).as("nothing was left behind").isEqualTo(run.err());
        }
    }
}
