package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void the_environment_of_libpq_is_read() {
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

    @Test
    void one_port_is_for_all_hosts_or_each_has_its_own() {
        Map<String, String> two = Map.of("PGHOST", "a,b", "PGUSER", "u");
        assertThat(new ConnectionSettings.Builder(two).port(5433).build())
                .hasToString("u@postgresql://a:5433,b:5433/u");
        assertThat(new ConnectionSettings.Builder(Map.of("PGPORT", "1,2", "PGUSER", "u"))
                        .host("a, ::1")
                        .build())
                .hasToString("u@postgresql://a:1,[::1]:2/u");
        assertThat(new ConnectionSettings.Builder(Map.of("PGPORT", "1,", "PGUSER", "u"))
                        .host("a,")
                        .build())
                .hasToString("u@postgresql://a:1,localhost:5432/u");
        refused("port has 2 numbers (1,2) for 3 hosts (a,b,c)", Map.of("PGHOST", "a,b,c", "PGPORT", "1,2"));
        refused("port has 2 numbers", Map.of("PGHOST", "a", "PGPORT", "1,2"));
        refused("port is '5433x', which is no number", Map.of("PGPORT", "5433x"));
        refused("port must be from 1 to 65535, is 0", Map.of("PGPORT", "0"));
        refused("port must be from 1 to 65535, is 70000", Map.of("PGPORT", "70000"));
    }

    @Test
    void variables_of_libpq_become_parameters_of_the_driver(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("root.crt"));
        ConnectionSettings settings = new ConnectionSettings.Builder(Map.of(
                        "PGSSLMODE", "verify-full",
                        "PGSSLROOTCERT", file.toString(),
                        "PGOPTIONS", "-c work_mem=1MB",
                        "PGTARGETSESSIONATTRS", "read-write"))
                .build();
        assertThat(settings.requiresTls()).isTrue();
        assertThat(settings.checksTls()).isTrue();
        assertThat(settings.sendsOptions()).isTrue();
        assertThat(new LibpqEnvironment(Map.of("PGTARGETSESSIONATTRS", "prefer-standby", "PGAPPNAME", "me"))
                        .parameters())
                .containsOnly(Map.entry("targetServerType", "preferSecondary"), Map.entry("ApplicationName", "me"));
        refused("sslRootCert names no readable file: /nope", Map.of("PGSSLROOTCERT", "/nope"));
        refused("PGTARGETSESSIONATTRS is 'leader'", Map.of("PGTARGETSESSIONATTRS", "leader"));
        refused("sslMode is 'on'; it can be disable, allow", Map.of("PGSSLMODE", "on"));
    }

    @Test
    void a_service_of_libpq_goes_before_its_variables(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("pg_service.conf");
        Files.writeString(file, "[shop]\nhost=of-service\nport=6000\ndbname=orders\nuser=joe\nsslmode=require\n");
        System.setProperty("org.postgresql.pgservicefile", file.toString());
        try {
            Map<String, String> environment =
                    Map.of("PGSERVICE", "shop", "PGHOST", "env-host", "PGUSER", "env-user", "PGSSLMODE", "disable");
            ConnectionSettings settings = new ConnectionSettings.Builder(environment).build();
            assertThat(settings).hasToString("joe@postgresql://of-service:6000/orders");
            assertThat(settings.requiresTls()).isTrue();
            assertThat(new ConnectionSettings.Builder(environment).host("given").build())
                    .hasToString("joe@postgresql://given:6000/orders");
            refused("PGSERVICE names the service 'none'", Map.of("PGSERVICE", "none"));
        } finally {
            System.clearProperty("org.postgresql.pgservicefile");
        }
    }

    @Test
    void a_host_with_a_password_before_it_is_refused_without_showing_it() {
        for (String host : List.of("u:s3cret@h", "h/d?password=s3cret", "h?password=s3cret")) {
            ReplicationFailure failure = catchThrowableOfType(
                    ReplicationFailure.class,
                    () -> new ConnectionSettings.Builder(Map.of()).host(host).build());
            assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.BAD_SETTING);
            assertThat(failure).hasMessageStartingWith("[BAD_SETTING] host").hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void parameter_is_set_in_the_URL_only_by_its_own_name() {
        ConnectionSettings.Builder builder = new ConnectionSettings.Builder(Map.of());
        assertThat(builder.url("jdbc:postgresql://h/d?password=options%3D1")
                        .build()
                        .sendsOptions())
                .isFalse();
        assertThat(builder.url("jdbc:postgresql://h/d?options=-c%20x%3D1")
                        .build()
                        .sendsOptions())
                .isTrue();
    }

    private static void refused(String text, Map<String, String> environment) {
        ReplicationFailure failure = catchThrowableOfType(
                ReplicationFailure.class, () -> new ConnectionSettings.Builder(environment).build());
        assertThat(failure).as(text).isNotNull();
        assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.BAD_SETTING);
        assertThat(failure).hasMessageStartingWith("[BAD_SETTING] " + text);
    }
}
