package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS: what is wrong with certificates is said as such, with the option. */
class TlsIT {

    @Test
    void certificates_that_do_not_fit_are_refused_with_the_option(@TempDir Path folder) throws Exception {
        Path ours = certificate(folder, "server", "wrong.example");
        Path other = certificate(folder, "other", "other.example");
        int newest = PgServers.majors().stream().max(Integer::compare).orElseThrow();
        try (EmbeddedPgServer server = PgServer.start(newest, Map.of());
                TestDatabase database = server.newDatabase()) {
            database.sql("CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION pub FOR TABLE t");
            switchOn(server, database, folder);
            refused(
                            Kind.TLS_FAILED,
                            database,
                            "verify-ca",
                            builder -> builder.property("sslrootcert", other.toString()))
                    .hasMessageContaining("CertPathBuilderException")
                    .hasMessageContaining("the option sslRootCert");
            refused(
                            Kind.TLS_FAILED,
                            database,
                            "verify-full",
                            builder -> builder.property("sslrootcert", ours.toString()))
                    .hasMessageContaining("names the host that you connect to (sslMode=verify-full)");
            Path garbage = Files.writeString(folder.resolve("garbage.crt"), "this is no certificate");
            refused(
                            Kind.BAD_SETTING,
                            database,
                            "verify-ca",
                            builder -> builder.property("sslrootcert", garbage.toString()))
                    .hasMessageContaining("sslRootCert");
            SessionSettings right =
                    settings(database, "verify-ca", builder -> builder.property("sslrootcert", ours.toString()));
            try (ReplicationSession session = new ReplicationSession(right, Recorder.acknowledging()).start()) {
                assertThat(session.status().lastFailure()).isEmpty();
            }
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            Kind kind, TestDatabase database, String mode, Consumer<ConnectionSettings.Builder> change) {
        ReplicationSession session = new ReplicationSession(settings(database, mode, change), Recorder.acknowledging());
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, session::start);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.verdict()).isEqualTo(Verdict.STOP);
        return assertThat(failure);
    }

    private static SessionSettings settings(
            TestDatabase database, String mode, Consumer<ConnectionSettings.Builder> change) {
        ConnectionSettings.Builder builder = ConnectionSettings.builder()
                .host(database.server().host())
                .port(database.server().port())
                .database(database.name())
                .username(database.server().user())
                .password(database.server().password())
                .property("sslmode", mode);
        change.accept(builder);
        return SessionSettings.of(builder.build(), database.slot(), "pub");
    }

    private static void switchOn(EmbeddedPgServer server, TestDatabase database, Path folder) throws Exception {
        for (String name : List.of("server.crt", "server.key")) {
            Path there = Files.copy(folder.resolve(name), server.data().resolve(name));
            Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-------"));
            run("chown", "--reference=" + server.data(), there.toString());
        }
        database.sql("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
        await().until(() -> isOn(database));
    }

    /** Of a new connection; the setting alone is there before the keys are read. */
    private static boolean isOn(TestDatabase database) {
        try (var connection =
                settings(database, "require", builder -> {}).connection().connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** With openssl, as the documentation of PostgreSQL has it. */
    private static Path certificate(Path folder, String name, String host) throws Exception {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + host,
                "-keyout",
                folder.resolve(name + ".key").toString(),
                "-out",
                folder.resolve(name + ".crt").toString());
        return folder.resolve(name + ".crt");
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
