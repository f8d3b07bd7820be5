package io.pgwal.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples under {@code camel run}, in a JVM of its own, with what this build has made on its class path. */
class CamelRunIT {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void it_runs_the_example_route_until_it_has_seen_two_changes() throws Exception {
        PgServer server = PgServers.newest();
        try (TestDatabase database = server.newDatabase()) {
            database.sql("CREATE TABLE t (id int PRIMARY KEY, name text)", "CREATE PUBLICATION shop FOR TABLE t");
            Path said = folder.resolve("said");
            Process camel = camelRun(database, server, said);
            try {
                await().atMost(LONGEST_WAIT).until(() -> isRead(database, camel));
                database.sql("INSERT INTO t VALUES (1, 'a')", "UPDATE t SET name = 'b'");
                assertThat(camel.waitFor(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS))
                        .as(Files.readString(said))
                        .isTrue();
            } finally {
                camel.destroyForcibly();
            }
            assertThat(camel.exitValue()).as(Files.readString(said)).isZero();
            assertThat(Files.readString(said))
                    .contains("Apache Camel (JBang) " + System.getProperty("camel.version"))
                    .contains("INSERT public.t {\"id\":1,\"name\":\"a\"}")
                    .contains("UPDATE public.t {\"id\":1,\"name\":\"b\"}");
        }
    }

    /** As the example says, but for the option dep: its jar is on the class path. */
    private Process camelRun(TestDatabase database, PgServer server, Path said) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                CamelRun.class.getName(),
                "run",
                Yaml.EXAMPLES
                        .resolve("shop-changes.camel.yaml")
                        .toAbsolutePath()
                        .toString(),
                "--max-messages=2",
                "--logging-color=false",
                "--kamelets-version=" + System.getProperty("camel.version"),
                "--property=pg.slot=" + database.slot(),
                "--property=pg.host=" + server.host(),
                "--property=pg.port=" + server.port(),
                "--property=pg.database=" + database.name(),
                "--property=pg.username=" + server.user(),
                "--property=camel.component.pgwal.password=" + server.password()));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private static boolean isRead(TestDatabase database, Process camel) throws Exception {
        assertThat(camel.isAlive()).isTrue();
        return database.queryOne(
                "SELECT count(*) = 1 FROM pg_replication_slots WHERE active AND slot_name = '" + database.slot() + "'",
                Boolean.class);
    }
}
