package io.pgwal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.PgServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code java -jar camel-pgwal-doctor.jar} prints of good and broken servers, and its exit code. */
class DoctorIT {

    private static final int DOCUMENTED = 18;

    static Stream<Integer> oldestAndNewest() {
        List<Integer> majors = PgServers.majors();
        return Stream.of(majors.get(0), majors.get(majors.size() - 1)).distinct();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void of_a_good_server_all_is_well_and_the_exit_code_is_0(int major) throws Exception {
        try (ShopServer shop = ShopServer.start(major, Map.of("max_slot_wal_keep_size", "50GB"))) {
            shop.sql(
                    "CREATE PUBLICATION shop FOR TABLE customers, orders",
                    major < 17
                            ? "SELECT pg_create_logical_replication_slot('shop', 'pgoutput')"
                            : "SELECT pg_create_logical_replication_slot('shop', 'pgoutput', failover => true)");
            DoctorProcess doctor = shop.doctor();
            assertThat(doctor.exitCode()).as(doctor.toString()).isZero();
            assertThat(doctor.out())
                    .startsWith("The slot shop and the publication shop at postgresql://localhost:")
                    .contains(" 0 WARN, 0 FAIL")
                    .doesNotContain("s3cret-pass")
                    .doesNotContain("->");
            assertThat(doctor.err()).isEmpty();
            assertThat(doctor.of("server")).startsWith("OK server PostgreSQL " + major);
            assertThat(doctor.of("publication")).isEqualTo("OK publication shop publishes 2 tables");
            assertThat(doctor.of("slot")).contains("OK slot shop stands at");
            assertPage("good", major, doctor);
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void of_a_broken_server_each_thing_is_named_with_what_mends_it_and_the_exit_code_is_2(int major) throws Exception {
        Map<String, String> settings =
                Map.of("wal_level", "logical", "max_replication_slots", "2", "wal_sender_timeout", "0");
        try (ShopServer shop = ShopServer.start(major, settings)) {
            shop.sql(
                    "ALTER ROLE shop_cdc NOREPLICATION",
                    "CREATE TABLE visits (page text, at timestamptz)",
                    "CREATE TABLE prices (sku text NOT NULL UNIQUE, price numeric)",
                    "CREATE PUBLICATION shop FOR TABLE customers, orders, visits, prices",
                    "SELECT pg_create_logical_replication_slot('forgotten', 'pgoutput')",
                    "SELECT pg_create_logical_replication_slot('shop', 'test_decoding')");
            DoctorProcess doctor = shop.doctor();
            assertThat(doctor.exitCode()).as(doctor.toString()).isEqualTo(2);
            assertThat(doctor.err()).isEmpty();
            assertThat(doctor.of("role"))
                    .startsWith("FAIL role \"shop_cdc\" may not replicate")
                    .contains("-> As a superuser: ALTER ROLE \"shop_cdc\" REPLICATION;")
                    .contains("no SELECT on the tables");
            assertThat(doctor.of("replication connection")).startsWith("FAIL").contains("42501");
            assertThat(doctor.of("replica identity"))
                    .startsWith("FAIL replica identity missing for public.prices, public.visits:")
                    .contains("-> ALTER TABLE public.prices REPLICA IDENTITY USING INDEX prices_sku_key;")
                    .contains(" ALTER TABLE public.visits ADD PRIMARY KEY (...);");
            assertThat(doctor.of("slot")).startsWith("FAIL slot shop is made for the plugin test_decoding");
            assertThat(doctor.of("other slots"))
                    .startsWith("WARN other slots nobody reads forgotten (")
                    .contains("SELECT pg_drop_replication_slot('forgotten');");
            assertThat(doctor.of("max_slot_wal_keep_size")).startsWith("WARN");
            assertThat(doctor.of("wal_sender_timeout")).startsWith("WARN wal_sender_timeout is 0");
            assertPage("broken", major, doctor);
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void of_a_server_without_logical_WAL_and_publication_both_are_named(int major) throws Exception {
        try (ShopServer shop = ShopServer.start(major, Map.of("wal_level", "replica"))) {
            DoctorProcess doctor = shop.doctor("--no-create-slot");
            assertThat(doctor.exitCode()).isEqualTo(2);
            assertThat(doctor.of("wal_level"))
                    .isEqualTo("FAIL wal_level is replica, which logical decoding cannot use"
                            + " -> ALTER SYSTEM SET wal_level = logical; then restart the server");
            assertThat(doctor.of("publication"))
                    .startsWith("FAIL publication shop is not there")
                    .contains("CREATE PUBLICATION \"shop\" FOR TABLE your_table, other_table");
            assertThat(doctor.of("slot")).startsWith("FAIL slot shop is not there, and createSlot=false");
        }
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("oldestAndNewest")
    void of_warnings_alone_the_exit_code_is_1(int major) throws Exception {
        try (ShopServer shop = ShopServer.start(major, Map.of())) {
            shop.sql("CREATE PUBLICATION shop FOR TABLE orders");
            DoctorProcess doctor = shop.doctor("--streaming=on", "--binary");
            assertThat(doctor.exitCode()).as(doctor.toString()).isEqualTo(1);
            assertThat(doctor.out()).contains(" 1 WARN, 0 FAIL");
            assertThat(doctor.of("binary")).startsWith("OK binary is on");
            assertThat(doctor.of("logical_decoding_work_mem")).contains("are sent while they are in progress");
            DoctorProcess fromEnvironment = DoctorProcess.run(
                    Map.of(
                            "PGHOST", "localhost",
                            "PGPORT", Integer.toString(shop.server.port()),
                            "PGDATABASE", "shop",
                            "PGUSER", "shop_cdc",
                            "PGPASSWORD", "s3cret-pass"),
                    "--slot=shop",
                    "--publication=shop");
            assertThat(fromEnvironment.exitCode()).isEqualTo(1);
            assertThat(fromEnvironment.out().lines().findFirst())
                    .isEqualTo(doctor.out().lines().findFirst());
        }
    }

    @Test
    void without_a_connection_that_is_the_failure() throws Exception {
        DoctorProcess doctor = DoctorProcess.run(
                Map.of("PGPASSWORD", "s3cret-pass"),
                "--host=127.0.0.1",
                "--port=1",
                "--database=shop",
                "--username=shop_cdc",
                "--slot=shop",
                "--publication=shop");
        assertThat(doctor.exitCode()).isEqualTo(2);
        assertThat(doctor.of("connection"))
                .startsWith(
                        "FAIL connection [CONNECTION_LOST] Connecting to shop_cdc@postgresql://127.0.0.1:1/shop failed:")
                .contains("-> ");
        assertThat(doctor.out())
                .contains("0 OK, 0 WARN, 1 FAIL")
                .doesNotContain("s3cret-pass")
                .doesNotContain("tried again");
    }

    @Test
    void a_command_line_that_makes_no_sense_is_explained_and_the_exit_code_is_64() throws Exception {
        for (String[] arguments : List.of(
                new String[] {},
                new String[] {"--slot=shop"},
                new String[] {"--slot=Shop!", "--publication=shop"},
                new String[] {"--slot=shop", "--publication=shop", "--streaming=sometimes"},
                new String[] {"--slot=shop", "--publication=shop", "--url=jdbc:mysql://x/y"},
                new String[] {"--slot=shop", "--publication=shop", "--colour"})) {
            DoctorProcess doctor = DoctorProcess.run(Map.of(), arguments);
            assertThat(doctor.exitCode()).as(doctor.toString()).isEqualTo(64);
            assertThat(doctor.err()).contains("Usage: java -jar camel-pgwal-doctor.jar");
            assertThat(doctor.out()).isEmpty();
        }
        DoctorProcess help = DoctorProcess.run(Map.of(), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Exit codes:").contains("--publication");
        assertThat(DoctorProcess.run(Map.of(), "--version").out()).startsWith("camel-pgwal-doctor 0.");
    }

    /** The page for users shows what is printed, but for what differs at each run. */
    private static void assertPage(String name, int major, DoctorProcess doctor) throws Exception {
        if (major != DOCUMENTED) {
            return;
        }
        Path printed = Path.of(System.getProperty("basedir", "."), "target", "doctor-" + name + ".txt");
        Files.writeString(printed, doctor.out());
        String page = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "src-docs", "doctor.md"));
        String mark = "<!-- " + name + " -->\n```\n";
        assertThat(page).contains(mark);
        int begin = page.indexOf(mark) + mark.length();
        String shown = page.substring(begin, page.indexOf("\n```", begin)) + "\n";
        assertThat(steady(shown))
                .as("src-docs/doctor.md; printed was " + printed)
                .isEqualTo(steady(doctor.out()));
    }

    private static String steady(String text) {
        return text.replaceAll("localhost:\\d+", "localhost:5432")
                .replaceAll("\\b[0-9A-F]+/[0-9A-F]{6,8}\\b", "0/LSN")
                .replaceAll("[0-9.]+ (bytes|kB|MB)\\b", "some kB")
                .replaceAll("since \\d{4}-\\d\\d-\\d\\dT[0-9:]+", "since then")
                .replaceAll("PostgreSQL [0-9.]+", "PostgreSQL 18")
                .replaceAll("\\s+", " ");
    }
}
