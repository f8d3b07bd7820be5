package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.EmbeddedPgServer.StopMode;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages to servers that take none, and from a process without Spring. */
class EmitMessageElsewhereIT {

    static List<Integer> majors() {
        return PgServers.majors();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void a_message_that_nobody_could_ever_read_is_refused(int major) throws Exception {
        try (EmbeddedPgServer server = PgServer.start(major, Map.of("wal_level", "replica"))) {
            ReplicationFailure failure = emit(server);
            assertThat(failure.kind()).isEqualTo(Kind.WAL_LEVEL_TOO_LOW);
            assertThat(failure).hasMessageContaining("was not written").hasMessageContaining("wal_level=replica");
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void a_standby_takes_no_message_and_says_so(int major) throws Exception {
        try (EmbeddedPgServer primary = PgServer.start(major, Map.of());
                TestDatabase database = primary.newDatabase()) {
            database.sql("SELECT pg_create_physical_replication_slot('standby')");
            primary.stop(StopMode.FAST);
            try (EmbeddedPgServer standby = primary.newStandby("standby")) {
                primary.start();
                standby.start();
                await().untilAsserted(() -> assertThat(emit(standby).kind()).isEqualTo(Kind.SERVER_IS_STANDBY));
                assertThat(emit(primary)).isNull();
            }
        }
    }

    /** Null when it was written. */
    private static ReplicationFailure emit(PgServer server) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            Exchange exchange = context.createFluentProducerTemplate()
                    .withBody("x")
                    .to("pgwal:any?operation=emitMessage&prefix=p&host=" + server.host() + "&port=" + server.port()
                            + "&database=postgres&username=" + server.user() + "&password=" + server.password())
                    .send();
            return exchange.getException(ReplicationFailure.class);
        }
    }

    /** Spring is optional; its classes are left out of the class path of a process of its own. */
    @Test
    void without_Spring_a_message_is_written_all_the_same(@TempDir Path folder) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("spring-"))
                .collect(Collectors.joining(File.pathSeparator));
        Path out = folder.resolve("out");
        PgServer server = PgServers.newest();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        classPath,
                        EmittingProcess.class.getName(),
                        server.jdbcUrl("postgres") + "?user=" + server.user() + "&password=" + server.password())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        assertThat(Files.readString(out)).contains("written at ").contains("without Spring");
    }
}
