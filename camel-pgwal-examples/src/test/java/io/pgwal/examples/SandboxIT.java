package io.pgwal.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SandboxIT {

    private static final String OBJECTS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgwal%'"
            + " UNION ALL SELECT pubname FROM pg_publication UNION ALL SELECT slot_name FROM pg_replication_slots";

    private static DemoServer server;

    @BeforeAll
    static void start() throws IOException {
        server = DemoServer.embedded("logical");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void what_an_example_created_is_gone_at_its_end_the_slot_of_a_running_route_included() throws Exception {
        try (Sandbox sandbox = open("outbox", "pgwal_outbox")) {
            sandbox.camel().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("pgwal:pgwal_outbox?publication=pgwal_outbox").log("${body}");
                }
            });
            sandbox.camel().start();
            assertThat(sandbox.texts(OBJECTS)).containsExactly("pgwal_outbox", "pgwal_outbox", "pgwal_outbox");
        }
        try (Sandbox next = open("parallel-by-key", "pgwal_parcels")) {
            assertThat(next.texts(OBJECTS)).containsExactly("pgwal_parcels", "pgwal_parcels");
        }
    }

    @Test
    void what_bears_its_name_already_is_named_and_not_touched() throws Exception {
        try (Sandbox first = open("outbox", "pgwal_outbox")) {
            assertThatThrownBy(() -> open("outbox", "pgwal_outbox"))
                    .hasMessageStartingWith("There is the publication pgwal_outbox, the schema pgwal_outbox already")
                    .hasMessageContaining("DROP SCHEMA IF EXISTS pgwal_outbox CASCADE");
            assertThat(first.texts(OBJECTS)).containsExactly("pgwal_outbox", "pgwal_outbox");
        }
    }

    private static Sandbox open(String folder, String schema) throws Exception {
        return Sandbox.on(DemoServer.at(server.url()), folder, schema);
    }
}
