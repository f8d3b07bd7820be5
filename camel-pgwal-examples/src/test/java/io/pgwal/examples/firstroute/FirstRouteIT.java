package io.pgwal.examples.firstroute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FirstRouteIT {

    private static final String RIGHT = "Summary: 19 changes sent by the workload, 19 seen by the route in commit"
            + " order, 0 seen twice, 0 missing, 0 that were never committed.";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void the_route_prints_every_change_that_was_committed_and_none_that_was_rolled_back() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            FirstRoute.run(server, out);
        }
        assertThat(printed().lines())
                .anyMatch(line -> line.matches(" +[0-9A-F/]+ +INSERT +pgwal_shop.customers +id=3 name=Carl city=null"))
                .anyMatch(line -> line.endsWith("UPDATE    pgwal_shop.products   sku=tea price=4.80"
                        + "  (unchanged and not sent: description)"))
                .anyMatch(line ->
                        line.matches(".*INSERT .*description=Leaves of .{0,20}\\.\\.\\. \\(43500 characters\\)"))
                .anyMatch(line -> line.endsWith("pgwal_shop.customers  id=30 name=Carl city=null  (was id=3)"))
                .anyMatch(line -> line.endsWith("DELETE    pgwal_shop.carts      id=2"))
                .anyMatch(line -> line.endsWith("TRUNCATE  pgwal_shop.carts      (all rows)"))
                .anyMatch(line ->
                        line.endsWith("MESSAGE   -                     \"day 1 is done\" with prefix pgwal_shop"))
                .noneMatch(line -> line.contains("quantity=100000") || line.contains("Nowhere"))
                .contains(RIGHT);
    }

    @Test
    void the_slot_stands_still_while_the_route_is_stopped_and_moves_on_after_it() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            FirstRoute.run(server, out);
        }
        Matcher slot = Pattern.compile("slot confirmed up to (\\S+),").matcher(printed());
        assertThat(slot.results().map(found -> found.group(1)))
                .hasSize(3)
                .satisfies(positions -> assertThat(positions.get(1)).isEqualTo(positions.get(0)))
                .satisfies(positions -> assertThat(positions.get(2)).isNotEqualTo(positions.get(1)));
        assertThat(printed()).contains("goes on where it was acknowledged");
    }

    @Test
    void on_a_server_of_the_user_it_says_so_and_leaves_nothing_behind() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            JavaProcess run = JavaProcess.run(FirstRoute.class, server.url(), entry -> true);
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("On your PostgreSQL").contains(RIGHT);
            assertThat(leftovers(server)).isZero();
        }
    }

    @Test
    void a_server_without_logical_wal_is_refused_in_one_line_and_left_as_it_was() throws Exception {
        try (DemoServer server = DemoServer.embedded("replica")) {
            JavaProcess run = JavaProcess.run(FirstRoute.class, server.url(), entry -> true);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err().lines()).singleElement().asString().contains("wal_level");
            assertThat(leftovers(server)).isZero();
        }
    }

    @Test
    void what_bears_its_name_already_is_not_touched() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            try (Connection connection = server.connect();
                    Statement sql = connection.createStatement()) {
                sql.execute("CREATE SCHEMA pgwal_shop");
            }
            assertThatThrownBy(() -> FirstRoute.run(server, out))
                    .hasMessageStartingWith("There is a schema pgwal_shop already");
            assertThat(leftovers(server)).isEqualTo(1);
        }
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int leftovers(DemoServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement();
                ResultSet count =
                        sql.executeQuery("SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgwal%')"
                                + " + (SELECT count(*) FROM pg_publication)"
                                + " + (SELECT count(*) FROM pg_replication_slots)")) {
            count.next();
            return count.getInt(1);
        }
    }
}
