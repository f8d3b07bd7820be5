package io.pgwal.replication;

import static io.pgwal.replication.Phase.COMMAND;
import static io.pgwal.replication.Phase.CONNECT;
import static io.pgwal.replication.Phase.CONNECT_FOR_REPLICATION;
import static io.pgwal.replication.Phase.CREATE_PUBLICATION;
import static io.pgwal.replication.Phase.CREATE_SLOT;
import static io.pgwal.replication.Phase.MESSAGE;
import static io.pgwal.replication.Phase.QUERY;
import static io.pgwal.replication.Phase.START;
import static io.pgwal.replication.Phase.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLHandshakeException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** Every SQLSTATE of PostgreSQL's appendix A and of the driver, in every phase. */
class SqlStatesTest {

    private static final ConnectionSettings CONNECTION =
            new ConnectionSettings.Builder(Map.of("PGUSER", "u", "PGDATABASE", "shop")).build();

    /** Classes of errors that no command of ours can give: no cursor, no savepoint, no foreign data, no procedure. */
    private static final Set<String> FORESEEN_BY_NOBODY = Set.of(
            "00", "01", "02", "03", "07", "09", "0B", "0F", "0L", "0P", "0Z", "10", "20", "21", "23", "24", "25", "26",
            "27", "2B", "2D", "34", "3B", "44", "60", "99", "HV", "XX");

    private static final Set<String> CODES_FORESEEN_BY_NOBODY = Set.of("55P02", "55P04", "28P00");

    @Test
    void every_code_of_the_appendix_is_decided_in_every_phase() throws IOException {
        Set<String> undecided = new TreeSet<>();
        for (String state : codes()) {
            for (Phase phase : Phase.values()) {
                Kind kind = SqlStates.kind(state, phase, true);
                if (kind == Kind.UNEXPECTED && !isForeseenByNobody(state, phase)) {
                    undecided.add(state + " " + phase);
                }
                ReplicationFailure failure = failure(server("a text", state), phase);
                assertThat(failure.remedy())
                        .as(state + " " + phase)
                        .isNotBlank()
                        .doesNotEndWith(".");
                assertThat(failure)
                        .as(state + " " + phase)
                        .hasMessageStartingWith("[" + failure.kind() + "] Doing it failed: ");
            }
        }
        assertThat(undecided).isEmpty();
    }

    private static boolean isForeseenByNobody(String state, Phase phase) {
        boolean ofClass = FORESEEN_BY_NOBODY.contains(state.substring(0, 2));
        // questions and commands have fixed texts: their content cannot be at fault
        boolean fixed = Set.of(QUERY, CREATE_SLOT, START).contains(phase) && state.matches("(22|2F|38|39|54|P0).*");
        boolean trigger = phase == MESSAGE && state.startsWith("P0");
        return ofClass || fixed || trigger || CODES_FORESEEN_BY_NOBODY.contains(state);
    }

    /** Of every SQLSTATE that servers of 14 to 18 were seen to answer with. */
    @Test
    void one_code_is_another_failure_in_another_phase() {
        decided(
                "42501",
                Map.of(
                        CONNECT, Kind.NO_RIGHT,
                        CONNECT_FOR_REPLICATION, Kind.NO_REPLICATION_RIGHT,
                        CREATE_PUBLICATION, Kind.NO_RIGHT,
                        CREATE_SLOT, Kind.NO_REPLICATION_RIGHT,
                        QUERY, Kind.NO_RIGHT));
        decided(
                "42704",
                Map.of(
                        CONNECT, Kind.BAD_SETTING,
                        START, Kind.SLOT_MISSING,
                        STREAM, Kind.PUBLICATION_MISSING,
                        MESSAGE, Kind.SERVER_NOT_SUPPORTED));
        decided("22023", Map.of(CONNECT, Kind.BAD_SETTING, CREATE_PUBLICATION, Kind.CANNOT_PUBLISH));
        decided(
                "0A000",
                Map.of(
                        CREATE_SLOT, Kind.SERVER_NOT_SUPPORTED,
                        START, Kind.SERVER_NOT_SUPPORTED,
                        STREAM, Kind.DECODING_FAILED));
        decided(
                "55000",
                Map.of(
                        CONNECT, Kind.SERVER_UNAVAILABLE,
                        CREATE_SLOT, Kind.WAL_LEVEL_TOO_LOW,
                        START, Kind.SLOT_NOT_USABLE,
                        STREAM, Kind.CONNECTION_LOST));
        decided("55006", Map.of(START, Kind.SLOT_BUSY, COMMAND, Kind.SLOT_BUSY, MESSAGE, Kind.CANCELED));
        decided("53400", Map.of(CREATE_SLOT, Kind.NO_FREE_SLOT, STREAM, Kind.OUT_OF_RESOURCES));
        decided("42710", Map.of(CREATE_SLOT, Kind.CREATED_MEANWHILE, CREATE_PUBLICATION, Kind.CREATED_MEANWHILE));
        decided("58P01", Map.of(CREATE_SLOT, Kind.OUTPUT_PLUGIN_MISSING, STREAM, Kind.SERVER_FAULT));
        decided("42P01", Map.of(CREATE_PUBLICATION, Kind.CANNOT_PUBLISH, QUERY, Kind.SERVER_NOT_SUPPORTED));
        decided("08P01", Map.of(CONNECT_FOR_REPLICATION, Kind.SERVER_NOT_SUPPORTED, STREAM, Kind.CONNECTION_LOST));
    }

    @Test
    void other_codes_are_the_same_failure_in_every_phase() {
        Map.ofEntries(
                        Map.entry("28P01", Kind.AUTHENTICATION_FAILED),
                        Map.entry("28000", Kind.AUTHENTICATION_FAILED),
                        Map.entry("3D000", Kind.DATABASE_MISSING),
                        Map.entry("57P04", Kind.DATABASE_MISSING),
                        Map.entry("25006", Kind.READ_ONLY),
                        Map.entry("53100", Kind.DISK_FULL),
                        Map.entry("53200", Kind.OUT_OF_RESOURCES),
                        Map.entry("53300", Kind.SERVER_UNAVAILABLE),
                        Map.entry("57P01", Kind.SERVER_UNAVAILABLE),
                        Map.entry("57P03", Kind.SERVER_UNAVAILABLE),
                        Map.entry("57014", Kind.CANCELED),
                        Map.entry("25P04", Kind.CANCELED),
                        Map.entry("40001", Kind.CANCELED),
                        Map.entry("40P01", Kind.CANCELED),
                        Map.entry("58030", Kind.SERVER_FAULT),
                        Map.entry("XX000", Kind.UNEXPECTED),
                        Map.entry("XX001", Kind.DATA_CORRUPTED),
                        Map.entry("XX002", Kind.DATA_CORRUPTED))
                .forEach((state, kind) -> {
                    for (Phase phase : Phase.values()) {
                        assertThat(SqlStates.kind(state, phase, true))
                                .as(state + " " + phase)
                                .isEqualTo(kind);
                    }
                });
    }

    @Test
    void only_a_session_says_that_it_is_tried_again() throws IOException {
        for (String state : codes()) {
            for (Phase phase : Phase.values()) {
                ReplicationFailure failure = failure(server("a text", state), phase);
                assertThat(failure.getMessage().contains("tried again"))
                        .as(failure.getMessage())
                        .isEqualTo(failure.verdict() == Verdict.RETRY);
                assertThat(failure.remedy()).doesNotContain("tried again");
                assertThat(failure.atTheEnd().getMessage()).doesNotContain("tried again");
                assertThat(ReplicationFailure.ofCommand(server("a text", state), "Doing it", CONNECTION, "s"))
                        .hasMessageNotContaining("tried again");
            }
        }
    }

    @Test
    void attempts_that_ran_out_are_in_the_text() {
        ReplicationFailure failure = failure(server("a text", "57P03"), QUERY).givenUpAfter(3);
        assertThat(failure)
                .hasMessage("[SERVER_UNAVAILABLE] Doing it failed: ERROR: a text (SQLSTATE 57P03); given up after 3"
                        + " attempts in a row. Wait until the server runs again, or see its log");
    }

    @Test
    void the_text_is_code_event_and_remedy() {
        ReplicationFailure failure = failure(server("no such thing", "42501"), CREATE_PUBLICATION);
        assertThat(failure).hasMessage("[NO_RIGHT] " + failure.what() + ". " + failure.remedy());
        assertThat(failure.what()).isEqualTo("Doing it failed: ERROR: no such thing (SQLSTATE 42501)");
    }

    @Test
    void failures_of_the_driver_are_told_by_their_causes() {
        driver("08001", new UnknownHostException("nosuch"), Kind.HOST_UNKNOWN, "UnknownHostException: nosuch");
        driver("08001", new ConnectException("Connection refused"), Kind.CONNECTION_LOST, "Connection refused");
        driver("08006", new SocketTimeoutException("Read timed out"), Kind.CONNECTION_LOST, "Read timed out");
        driver("08006", new SSLHandshakeException("PKIX"), Kind.TLS_FAILED, "sslRootCert");
        driver("08006", new CertificateException("No data"), Kind.BAD_SETTING, "sslRootCert");
        driver("08006", new FileNotFoundException("/nope"), Kind.BAD_SETTING, "/nope");
        driver("08006", new LoginException("no ticket"), Kind.AUTHENTICATION_FAILED, "no ticket");
        driver("08006", new ClassNotFoundException("no.Such"), Kind.BAD_SETTING, "no.Such");
        driver("22023", new NumberFormatException("abc"), Kind.BAD_SETTING, "abc");
        Throwable broken = new SSLHandshakeException("handshake").initCause(new EOFException("gone"));
        driver("08006", broken, Kind.CONNECTION_LOST, "EOFException: gone");
        driver("08P01", null, Kind.CONNECTION_LOST, "does not speak PostgreSQL's protocol");
        driver("28000", null, Kind.AUTHENTICATION_FAILED, "pg_hba.conf");
    }

    private static void driver(String state, Throwable cause, Kind kind, String text) {
        ReplicationFailure failure = failure(new SQLException("It failed.", state, cause), CONNECT);
        assertThat(failure.kind()).as(state + " " + cause).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(text);
    }

    @Test
    void a_broken_TLS_session_in_the_stream_is_a_lost_connection() {
        SQLException broken = new SQLException("It failed.", "08006", new SSLHandshakeException("record"));
        assertThat(failure(broken, STREAM).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }

    @Test
    void a_URL_in_the_driver_s_text_is_not_shown() {
        SQLException quoting = new SQLException("Unable to parse URL jdbc:postgresql://h/d?password=s3cret", "99999");
        assertThat(failure(quoting, CONNECT)).hasMessageNotContaining("s3cret");
    }

    @Test
    void a_text_that_may_quote_a_row_is_not_shown() {
        ReplicationFailure filter = failure(server("invalid input syntax for integer: \"s3cret\"", "22P02"), STREAM);
        assertThat(filter.kind()).isEqualTo(Kind.DECODING_FAILED);
        assertThat(filter).hasStackTraceContaining("22P02").hasMessageNotContaining("s3cret");
        assertThat(filter.getCause()).as("its text would be in the trace").isNull();
        SQLException detailed = new SQLException("duplicate key\n  Detail: Key (name)=(s3cret) exists.", "23505");
        assertThat(ReplicationFailure.ofCommand(detailed, "Writing", CONNECTION, null))
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_message_is_not_given_a_slot_s_reason() {
        for (String state : List.of("42704", "42883", "0A000", "55006", "53400")) {
            assertThat(SqlStates.kind(state, MESSAGE, true).name()).doesNotContain("SLOT", "PUBLICATION", "BINARY");
        }
    }

    @Test
    void the_JVM_s_time_zone_is_named_when_the_server_refuses_it() {
        assertThat(failure(server("invalid value for parameter \"TimeZone\"", "22023"), CONNECT))
                .hasMessageContaining("[BAD_SETTING]")
                .hasMessageContaining("-Duser.timezone=UTC")
                .hasMessageContaining(java.util.TimeZone.getDefault().getID());
    }

    @Test
    void a_slot_that_waits_on_a_standby_is_freed_on_the_primary() {
        assertThat(Remedies.creationWaits(true)).startsWith("On the primary: SELECT pg_log_standby_snapshot()");
        assertThat(Remedies.creationWaits(false)).contains("pg_stat_activity").doesNotContain("primary");
    }

    private static void decided(String state, Map<Phase, Kind> kinds) {
        kinds.forEach((phase, kind) -> assertThat(SqlStates.kind(state, phase, true))
                .as(state + " " + phase)
                .isEqualTo(kind));
    }

    private static ReplicationFailure failure(SQLException e, Phase phase) {
        return ReplicationFailure.of(e, phase, "Doing it", SessionSettings.of(CONNECTION, "s", "pub"));
    }

    private static SQLException server(String text, String state) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + "\0M" + text + "\0"));
    }

    private static List<String> codes() throws IOException {
        try (var in = SqlStatesTest.class.getResourceAsStream("/sqlstates.txt")) {
            List<String> codes = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, 5))
                    .toList();
            assertThat(codes).hasSizeGreaterThan(250).contains(PSQLState.UNEXPECTED_ERROR.getState());
            return codes;
        }
    }
}
