package io.pgwal.replication.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgwal.docs.Snippet;
import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The steps of tls.md, as they stand there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

    private static final String PAGE = "src-docs/tls.md";

    private EmbeddedPgServer server;
    private TestDatabase database;

    @BeforeAll
    void followThePage() throws Exception {
        List<Integer> majors = PgServers.majors();
        server = PgServer.start(majors.get(majors.size() - 1), Map.of());
        database = server.newDatabase();
        database.sql(
                "CREATE ROLE shop_cdc LOGIN REPLICATION",
                "CREATE TABLE t (id int PRIMARY KEY)",
                "CREATE PUBLICATION pub FOR TABLE t");
        for (String command : block("sh", "openssl")) {
            run(command.replace("=db", "=localhost").replace("DNS:db", "DNS:localhost"));
        }
        Path hba = server.data().resolve("pg_hba.conf");
        Files.writeString(
                hba,
                line("hostssl shop shop_cdc all cert")
                        + line("hostnossl shop shop_cdc all reject")
                        + Files.readString(hba));
        database.sql(block("sql", "ALTER SYSTEM").toArray(String[]::new));
        await().until(() -> database.queryOne("SHOW ssl", String.class).equals("on"));
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        server.close();
    }

    @Test
    void client_certificate_is_let_in_and_the_server_sees_its_name() throws Exception {
        assertThat(failures(certified().build())).isEmpty();
        SessionSettings settings = SessionSettings.of(certified().build(), database.slot(), "pub");
        try (ReplicationSession session =
                new ReplicationSession(settings, (change, delivery) -> delivery.succeeded()).start()) {
            String query = String.join(" ", block("sql", "SELECT r."));
            assertThat(database.queryOne("SELECT client_dn FROM (" + query + ") AS shown", String.class))
                    .isEqualTo("/CN=shop_cdc");
            assertThat(session.status().lastFailure()).isEmpty();
        }
    }

    @Test
    void connection_without_the_client_certificate_is_refused() {
        assertRefused(
                connection("localhost").property("sslmode", "verify-full").property("sslrootcert", file("ca.crt")),
                "connection requires a valid client certificate");
    }

    @Test
    void connection_without_TLS_is_refused() {
        assertRefused(certified().property("sslmode", "disable"), "pg_hba.conf rejects connection");
    }

    @Test
    void certificate_for_another_name_is_refused_by_verify_full_alone() {
        assertRefused(certified().host("127.0.0.1"), "The hostname 127.0.0.1 could not be verified");
        assertThat(failures(certified()
                        .host("127.0.0.1")
                        .property("sslmode", "verify-ca")
                        .build()))
                .isEmpty();
    }

    @Test
    void certificate_of_another_authority_is_refused_by_verify_ca() throws Exception {
        run("openssl req -new -x509 -nodes -subj /CN=other -keyout other.key -out other.crt");
        assertRefused(
                certified().property("sslmode", "verify-ca").property("sslrootcert", file("other.crt")),
                "unable to find valid certification path");
    }

    private void assertRefused(ConnectionSettings.Builder connection, String reason) {
        assertThatThrownBy(() -> failures(connection.build()))
                .isInstanceOf(ReplicationFailure.class)
                .hasMessageContaining(reason);
    }

    /** Names of the checks that fail. */
    private List<String> failures(ConnectionSettings connection) {
        return Preflight.look(SessionSettings.of(connection, database.slot(), "pub")).stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .map(Finding::check)
                .toList();
    }

    private ConnectionSettings.Builder certified() {
        return connection("localhost")
                .property("sslmode", "verify-full")
                .property("sslrootcert", file("ca.crt"))
                .property("sslcert", file("client.crt"))
                .property("sslkey", file("client.pk8"));
    }

    private ConnectionSettings.Builder connection(String host) {
        return ConnectionSettings.builder()
                .host(host)
                .port(server.port())
                .database(database.name())
                .username("shop_cdc");
    }

    private String file(String name) {
        return server.data().resolve(name).toString();
    }

    /** A line of the page for this database. */
    private String line(String shown) {
        assertThat(Snippet.page(PAGE)).contains("`" + shown + "`");
        return shown.replace(" shop ", " " + database.name() + " ") + "\n";
    }

    /** The lines of the page's block in this language that begins like this. */
    private static List<String> block(String language, String begin) {
        return Snippet.of(PAGE).stream()
                .filter(one -> one.language().equals(language) && one.text().startsWith(begin))
                .flatMap(one -> one.text().lines())
                .map(line -> line.replaceFirst("\\s+--.*", "").replaceFirst(";$", ""))
                .collect(Collectors.toList());
    }

    private void run(String command) throws Exception {
        Path said = Files.createTempFile("tls", ".out");
        int exit = new ProcessBuilder(command.split(" "))
                .directory(server.data().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(command + ": " + Files.readString(said)).isZero();
    }
}
