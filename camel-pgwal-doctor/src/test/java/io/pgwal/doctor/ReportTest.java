package io.pgwal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.preflight.Finding;
import io.pgwal.replication.preflight.Finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

class ReportTest {

    private static final SessionSettings SETTINGS = SessionSettings.of(
            ConnectionSettings.builder()
                    .host("db")
                    .database("shop")
                    .username("cdc")
                    .password("s3cret-pass")
                    .build(),
            "orders",
            "pub");

    private final Finding well = new Finding("server", Level.OK, "PostgreSQL 18.6", "");
    private final Finding risky =
            new Finding("wal_sender_timeout", Level.WARN, "is 0", "ALTER SYSTEM SET a = 'b c';\nSELECT 1");
    private final Finding broken =
            new Finding("role", Level.FAIL, "word ".repeat(40).strip(), "x".repeat(200));

    @Test
    void each_finding_is_a_row_with_its_remedies_below_in_lines_of_their_own() {
        assertThat(report(Ansi.OFF, well, risky)).isEqualTo("""
                        The slot orders and the publication pub at postgresql://db:5432/shop, as cdc

                        OK    server                         PostgreSQL 18.6
                        WARN  wal_sender_timeout             is 0
                              -> ALTER SYSTEM SET a = 'b c';
                                 SELECT 1

                        1 OK, 1 WARN, 0 FAIL
                        """);
    }

    @Test
    void what_is_long_is_wrapped_and_SQL_never_is() {
        String report = report(Ansi.OFF, broken);
        assertThat(report.lines().filter(line -> line.contains("word")))
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.length() <= 120);
        assertThat(report).contains("-> " + "x".repeat(200) + "\n");
    }

    @Test
    void levels_have_colours_on_a_terminal() {
        assertThat(report(Ansi.ON, broken)).contains("[1m").contains("FAIL");
    }

    @Test
    void the_exit_code_tells_the_worst() {
        assertThat(Doctor.exitCode(List.of(well))).isZero();
        assertThat(Doctor.exitCode(List.of(well, risky))).isEqualTo(1);
        assertThat(Doctor.exitCode(List.of(broken, risky, well))).isEqualTo(2);
    }

    private static String report(Ansi ansi, Finding... findings) {
        return new Report(Help.defaultColorScheme(ansi)).of(SETTINGS, List.of(findings));
    }
}
