package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is not given comes from libpq's environment, then from libpq's defaults. */
class ConnectionSettingsTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PGHOST",
            "env-host",
            "PGPORT",
            "6543",
            "PGDATABASE",
            "env-db",
            "PGUSER",
            "env-user",
            "PGPASSWORD",
            "env-pass");

    @Test
    void whoever_can_run_psql_can_connect() {
        assertThat(new ConnectionSettings.Builder(ENVIRONMENT).build())
                .hasToString("env-user@postgresql://env-host:6543/env-db");
    }

    @Test
    void what_is_given_goes_before_the_environment() {
        ConnectionSettings settings = new ConnectionSettings.Builder(ENVIRONMENT)
                .host("given")
                .port(1)
                .database("a b/c")
                .username("me")
                .build();
        assertThat(settings).hasToString("me@postgresql://given:1/a%20b%2Fc");
        assertThat(settings.database()).isEqualTo("a b/c");
    }

    @Test
    void without_an_environment_there_are_the_defaults_of_libpq() {
        String user = System.getProperty("user.name");
        assertThat(new ConnectionSettings.Builder(Map.of()).build())
                .hasToString(user + "@postgresql://localhost:5432/" + user);
        assertThat(new ConnectionSettings.Builder(Map.of())
                        .username("joe")
                        .build()
                        .database())
                .isEqualTo("joe");
    }

    @Test
    void the_folder_of_a_socket_is_this_machine() {
        assertThat(new ConnectionSettings.Builder(Map.of("PGHOST", "/var/run/postgresql", "PGUSER", "u")).build())
                .hasToString("u@postgresql://localhost:5432/u");
    }

    @Test
    void an_IPv6_address_gets_its_brackets() {
        assertThat(new ConnectionSettings.Builder(Map.of("PGUSER", "u"))
                        .host("::1")
                        .build())
                .hasToString("u@postgresql://[::1]:5432/u");
    }

    @Test
    void a_URL_is_taken_whole_and_its_secrets_are_not_shown() {
        ConnectionSettings settings = new ConnectionSettings.Builder(Map.of("PGHOST", "not-this"))
                .url("jdbc:postgresql://h1:1,h2:2/db?user=u&password=s3cret&targetServerType=primary")
                .build();
        assertThat(settings).hasToString("u@postgresql://h1:1,h2:2/db");
        assertThat(settings.database()).isEqualTo("db");
        assertThat(settings.user()).isEqualTo("u");
    }

    /** As libpq would have it, and its driver would not: the password would stand in every message as a part of the host. */
    @Test
    void a_URL_with_a_password_before_the_host_is_refused_without_showing_it() {
        for (String url :
                List.of("jdbc:postgresql://u:s3cret@h:5432/db", "jdbc:postgresql://u:s3cret@h:5432/db?user=u")) {
            ReplicationFailure failure = catchThrowableOfType(
                    ReplicationFailure.class,
                    () -> new ConnectionSettings.Builder(Map.of()).url(url).build());
            assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.BAD_SETTING);
            assertThat(failure).hasMessageContaining("before @").hasMessageNotContaining("s3cret");
        }
    }
}
