package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServer;
import io.pgwal.testing.PgServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class ApplicationNameIT extends SessionFixture {

    ApplicationNameIT() {
        super(newest());
    }

    private static PgServer newest() {
        return PgServers.newest();
    }

    @Test
    void sessions_of_a_slot_have_its_name() throws SQLException {
        started(settings(), Recorder.acknowledging());
        await().until(() -> names("camel-pgwal " + database.slot()) == 2);
        assertThat(names("camel-pgwal")).isZero();
    }

    @Test
    void name_of_the_settings_wins() throws SQLException {
        ConnectionSettings own = ConnectionSettings.builder()
                .url(server.jdbcUrl(database.name()) + "?ApplicationName=mine")
                .username(server.user())
                .password(server.password())
                .build();
        assertThat(shown(own.forSlot(database.slot()))).isEqualTo("mine");
        assertThat(shown(ConnectionSettings.builder()
                        .host(server.host())
                        .port(server.port())
                        .database(database.name())
                        .username(server.user())
                        .password(server.password())
                        .property("ApplicationName", "mine too")
                        .build()
                        .forSlot(database.slot())))
                .isEqualTo("mine too");
    }

    @Test
    void long_slot_name_is_cut_at_63_characters() throws SQLException {
        String slot = "s".repeat(63);
        assertThat(shown(connection(server.user(), server.password()).forSlot(slot)))
                .isEqualTo("camel-pgwal " + "s".repeat(51));
    }

    private long names(String applicationName) throws SQLException {
        return database.queryOne(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + applicationName
                        + "' AND datname = '" + database.name() + "'",
                Long.class);
    }

    private static String shown(ConnectionSettings settings) throws SQLException {
        try (Connection connection = settings.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SHOW application_name")) {
            row.next();
            return row.getString(1);
        }
    }
}
