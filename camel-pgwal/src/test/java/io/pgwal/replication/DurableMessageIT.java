package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import io.pgwal.testing.EmbeddedPgServer;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DurableMessageIT {

    /** The server writes an asynchronous commit to the disk after ten seconds only. */
    @Test
    void message_survives_a_crash_though_commits_are_asynchronous() throws Exception {
        List<Integer> majors = PgServers.majors();
        Map<String, String> settings = Map.of("synchronous_commit", "off", "wal_writer_delay", "10s");
        try (EmbeddedPgServer server = PgServer.start(majors.get(majors.size() - 1), settings);
                TestDatabase database = server.newDatabase()) {
            database.sql("SELECT pg_create_logical_replication_slot('s', 'test_decoding')");
            ConnectionSettings connection = ConnectionSettings.builder()
                    .url(database.jdbcUrl())
                    .username(server.user())
                    .password(server.password())
                    .build();
            Lsn end = new LogicalMessages(connection).emit(new LogicalMessages.Message(true, "kept", new byte[10]));
            server.kill();
            server.start();
            assertThat(database.queryOne("SELECT pg_current_wal_lsn() >= '" + end + "'", Boolean.class))
                    .isTrue();
            assertThat(database.queryOne(
                            "SELECT count(*) FROM pg_logical_slot_peek_changes('s', NULL, NULL) WHERE data LIKE '%kept%'",
                            Long.class))
                    .isEqualTo(1);
        }
    }
}
