package io.pgwal.examples.debeziummigration;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class DebeziumMigrationIT {

    private static final String RIGHT = "Summary: 13 records each, equal in key, op, before and after.";

    @Test
    void both_routes_deliver_the_same() throws Exception {
        JavaProcess run = JavaProcess.run(DebeziumMigration.class, "", entry -> true);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(RIGHT)
                .contains(
                        "  pgwal              u  {\"id\":1}  null -> {\"id\":1,\"customer\":\"Ada\",\"total\":\"BV8=\",")
                .contains(
                        "\"price\":{\"scale\":1,\"value\":\"MA==\"},\"description\":\"__debezium_unavailable_value\"}")
                .contains("  debezium-postgres  d  {\"id\":2}")
                .contains("  pgwal              t  null  null -> null");
    }

    @Test
    void on_a_server_of_the_user_it_leaves_nothing_behind() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            JavaProcess run = JavaProcess.run(DebeziumMigration.class, server.url(), entry -> true);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("On your PostgreSQL").contains(RIGHT);
            try (Connection connection = server.connect();
                    Statement sql = connection.createStatement();
                    ResultSet count =
                            sql.executeQuery("SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgwal%')"
                                    + " + (SELECT count(*) FROM pg_publication)"
                                    + " + (SELECT count(*) FROM pg_replication_slots)")) {
                count.next();
                assertThat(count.getInt(1)).isZero();
            }
        }
    }
}
