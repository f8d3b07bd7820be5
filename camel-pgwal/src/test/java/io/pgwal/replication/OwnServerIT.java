package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers that are set up in another way than the shared ones. */
class OwnServerIT {

    @Test
    void a_server_without_logical_WAL_is_refused_with_the_setting_that_mends_it() throws Exception {
        try (var server = PgServer.start(newest(), Map.of("wal_level", "replica"));
                TestDatabase database = server.newDatabase()) {
            database.sql("CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION pub FOR TABLE t");
            ReplicationFailure failure = refused(database, server.user(), server.password());
            assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.WAL_LEVEL_TOO_LOW);
            assertThat(failure).hasMessageContaining("ALTER SYSTEM SET wal_level = logical");
        }
    }

    @Test
    void a_wrong_password_is_refused_and_not_repeated() throws Exception {
        try (var server = PgServer.start(newest(), Map.of());
                TestDatabase database = server.newDatabase()) {
            database.sql(
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE PUBLICATION pub FOR TABLE t",
                    "CREATE ROLE guarded LOGIN REPLICATION PASSWORD 's3cret-pass'");
            String hba = database.queryOne("SHOW hba_file", String.class);
            database.sql(
                    "COPY (VALUES ('host all guarded 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust'))"
                            + " TO '" + hba + "'",
                    "SELECT pg_reload_conf()");
            await().untilAsserted(() -> {
                ReplicationFailure failure = refused(database, "guarded", "wr0ng-pass");
                assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.AUTHENTICATION_FAILED);
                assertThat(failure).hasMessageContaining("pg_hba.conf").hasMessageNotContaining("wr0ng-pass");
            });
            try (ReplicationSession session =
                    session(database, "guarded", "s3cret-pass").start()) {
                assertThat(session.status().lastFailure()).isEmpty();
            }
        }
    }

    private static int newest() {
        return PgServers.majors().stream().max(Integer::compare).orElseThrow();
    }

    private static ReplicationFailure refused(TestDatabase database, String user, String password) {
        ReplicationSession session = session(database, user, password);
        try (session) {
            return catchThrowableOfType(ReplicationFailure.class, session::start);
        }
    }

    private static ReplicationSession session(TestDatabase database, String user, String password) {
        ConnectionSettings connection = ConnectionSettings.builder()
                .host(database.server().host())
                .port(database.server().port())
                .database(database.name())
                .username(user)
                .password(password)
                .build();
        return new ReplicationSession(SessionSettings.of(connection, database.slot(), "pub"), Recorder.acknowledging());
    }
}
