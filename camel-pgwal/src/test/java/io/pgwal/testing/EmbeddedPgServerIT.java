package io.pgwal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.testing.EmbeddedPgServer.StopMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("oldestAndNewest")
class EmbeddedPgServerIT {

    private final int major;

    static List<Integer> oldestAndNewest() {
        List<Integer> majors = PgServers.majors();
        return Stream.of(majors.get(0), majors.get(majors.size() - 1))
                .distinct()
                .toList();
    }

    EmbeddedPgServerIT(int major) {
        this.major = major;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "immediate", "kill"})
    void committed_rows_and_slots_outlive_every_kind_of_end(String end) throws Exception {
        Path home;
        try (EmbeddedPgServer server = PgServer.start(major, Map.of())) {
            home = server.data().getParent();
            TestDatabase database = server.newDatabase();
            database.sql(
                    "CREATE TABLE t (id int)",
                    "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')",
                    "INSERT INTO t VALUES (1)");
            try (Connection connected = database.connect()) {
                end(server, end);
                assertThat(connected.isValid(5)).isFalse();
            }
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            assertThatIllegalStateException().isThrownBy(server::kill);

            server.start();
            assertThat(database.queryOne("SELECT id FROM t", Integer.class)).isEqualTo(1);
            assertThat(database.queryOne("SELECT slot_name FROM pg_replication_slots", String.class))
                    .isEqualTo(database.slot());
            assertThatIllegalStateException().isThrownBy(server::start);
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void settings_hold_whatever_their_text_also_after_a_restart() throws Exception {
        String text = "it's three words";
        Map<String, String> settings = Map.of("pgwal.note", text, "synchronous_commit", "off", "max_wal_senders", "7");
        try (EmbeddedPgServer server = PgServer.start(major, settings)) {
            for (int starts = 1; starts <= 2; starts++) {
                try (TestDatabase database = server.newDatabase()) {
                    assertThat(List.of(
                                    database.queryOne("SHOW pgwal.note", String.class),
                                    database.queryOne("SHOW synchronous_commit", String.class),
                                    database.queryOne("SHOW max_wal_senders", String.class),
                                    database.queryOne("SHOW wal_level", String.class)))
                            .containsExactly(text, "off", "7", "logical");
                }
                server.stop(StopMode.FAST);
                assertThat(Files.readString(server.log())).contains("database system is shut down");
                server.start();
            }
        }
    }

    private static void end(EmbeddedPgServer server, String end) {
        switch (end) {
            case "fast" -> server.stop(StopMode.FAST);
            case "immediate" -> server.stop(StopMode.IMMEDIATE);
            default -> server.kill();
        }
    }
}
