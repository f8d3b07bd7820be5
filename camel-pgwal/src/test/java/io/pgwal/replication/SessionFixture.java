package io.pgwal.replication;

import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database with a publication {@code pub} of a table {@code t}, and sessions that are stopped when the test ends. */
abstract class SessionFixture {

    static final Pace QUICK =
            new Pace(1000, 64 << 20, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(1), -1);

    final PgServer server;
    private final List<ReplicationSession> sessions = new ArrayList<>();
    TestDatabase database;

    SessionFixture(PgServer server) {
        this.server = server;
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.newDatabase();
        database.sql("CREATE TABLE t (id int PRIMARY KEY, name text)", "CREATE PUBLICATION pub FOR TABLE t");
    }

    @AfterEach
    void stopSessions() throws SQLException {
        sessions.forEach(session -> session.stop(Duration.ZERO));
        database.close();
    }

    SessionSettings settings() {
        return SessionSettings.of(connection(server.user(), server.password()), database.slot(), "pub")
                .with(QUICK);
    }

    ConnectionSettings connection(String user, String password) {
        return ConnectionSettings.builder()
                .host(server.host())
                .port(server.port())
                .database(database.name())
                .username(user)
                .password(password)
                .build();
    }

    static StreamOptions asking(Kind... kinds) {
        Set<Kind> all = EnumSet.copyOf(Kind.usual());
        all.addAll(List.of(kinds));
        return new StreamOptions(Streaming.OFF, false, false, true, Set.of(), false, all, false);
    }

    ReplicationSession session(SessionSettings settings, Recorder recorder) {
        ReplicationSession session = new ReplicationSession(settings, recorder);
        sessions.add(session);
        return session;
    }

    ReplicationSession started(SessionSettings settings, Recorder recorder) {
        return session(settings, recorder).start();
    }

    /** What PostgreSQL itself remembers. */
    Lsn confirmedFlush() throws SQLException {
        return Lsn.parse(database.queryOne(
                "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '" + database.slot()
                        + "'",
                String.class));
    }

    void awaitConfirmed(Lsn lsn) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !lsn.isAfter(confirmedFlush()));
    }

    Lsn currentWal() throws SQLException {
        return Lsn.parse(database.queryOne("SELECT pg_current_wal_lsn()::text", String.class));
    }

    void terminateWalsender() throws SQLException {
        database.sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                + database.slot() + "' AND active_pid IS NOT NULL");
    }
}
