package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** What lies between the driver and the network: TLS over our sockets, and sockets that are not ours. */
class SocketsIT {

    private static final int ROWS = 50_000;
    private static final String SECRET = "changeit";

    @Test
    void a_fast_stream_comes_whole_and_in_order_over_TLS() throws Exception {
        try (EmbeddedPgServer server = PgServer.start(newest(), Map.of());
                TestDatabase database = server.newDatabase()) {
            certify(server.data());
            database.sql("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
            await().until(() -> database.queryOne("SHOW ssl", String.class).equals("on"));
            assertComesWhole(
                    database,
                    Map.of("sslmode", "require"),
                    "SELECT bool_and(ssl) FROM pg_stat_replication JOIN pg_stat_ssl USING (pid)");
        }
    }

    @Test
    void sockets_of_ones_own_are_used_in_place_of_ours() throws Exception {
        try (EmbeddedPgServer server = PgServer.start(newest(), Map.of());
                TestDatabase database = server.newDatabase()) {
            int before = OwnSockets.MADE.get();
            assertComesWhole(
                    database,
                    Map.of("socketFactory", OwnSockets.class.getName(), "sslmode", "disable"),
                    "SELECT count(*) = 1 FROM pg_stat_replication");
            assertThat(OwnSockets.MADE.get()).isGreaterThan(before);
        }
    }

    @Test
    void the_driver_sees_our_sockets() {
        assertThat(ConnectionSettings.driverSeesUs()).isTrue();
    }

    /** @param holds a question that the server must answer with true while the stream is read */
    private static void assertComesWhole(TestDatabase database, Map<String, String> properties, String holds)
            throws Exception {
        database.sql("CREATE TABLE t (id int PRIMARY KEY, name text)", "CREATE PUBLICATION pub FOR TABLE t");
        ConnectionSettings.Builder connection = ConnectionSettings.builder()
                .host(database.server().host())
                .port(database.server().port())
                .database(database.name())
                .username(database.server().user())
                .password(database.server().password());
        properties.forEach(connection::property);
        List<Object> ids = Collections.synchronizedList(new ArrayList<>());
        ChangeListener listener = (change, delivery) -> {
            ids.add(((Change.RowChange) change).row().get("id"));
            delivery.succeeded();
        };
        SessionSettings settings = SessionSettings.of(connection.build(), database.slot(), "pub");
        try (ReplicationSession session = new ReplicationSession(settings, listener).start()) {
            database.sql("INSERT INTO t SELECT n, repeat('x', 200) FROM generate_series(1, " + ROWS + ") n");
            await().until(() -> ids.size() >= ROWS);
            assertThat(database.queryOne(holds, Boolean.class)).isTrue();
            assertThat(session.status().lastFailure()).isEmpty();
        }
        assertThat(ids)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, ROWS).<Object>boxed().toList());
    }

    /** A certificate that the server has signed itself, and its key, where it looks for them. */
    private static void certify(Path data) throws Exception {
        Path store = data.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments = "-genkeypair -keyalg RSA -alias server -dname CN=localhost -storetype PKCS12 -storepass "
                + SECRET + " -keystore " + store;
        int exit = new ProcessBuilder((keytool + " " + arguments).split(" "))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), SECRET.toCharArray());
        pem(
                data.resolve("server.crt"),
                "CERTIFICATE",
                keys.getCertificate("server").getEncoded());
        pem(
                data.resolve("server.key"),
                "PRIVATE KEY",
                keys.getKey("server", SECRET.toCharArray()).getEncoded());
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END "
                        + what + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static int newest() {
        return PgServers.majors().stream().max(Integer::compare).orElseThrow();
    }

    /** As a user's, such as one that goes through a tunnel. Public because the driver makes it by its name. */
    public static final class OwnSockets extends SocketFactory {
        static final AtomicInteger MADE = new AtomicInteger();

        @Override
        public Socket createSocket() {
            MADE.incrementAndGet();
            return new Socket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }
    }
}
