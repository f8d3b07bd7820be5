package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each kind of change holds. */
@OnEveryPostgres
class ChangesIT extends SessionFixture {

    ChangesIT(PgServer server) {
        super(server);
    }

    @Test
    void an_unchanged_large_value_is_absent_and_named_and_taken_from_the_old_row_when_that_is_there()
            throws SQLException {
        database.sql(
                "CREATE TABLE big (id int PRIMARY KEY, n int, body text)",
                "ALTER TABLE big ALTER body SET STORAGE EXTERNAL",
                "ALTER PUBLICATION pub ADD TABLE big");
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql(
                "INSERT INTO big VALUES (1, 1, repeat('x', 9000))",
                "UPDATE big SET n = 2",
                "ALTER TABLE big REPLICA IDENTITY FULL",
                "UPDATE big SET n = 3");

        List<Change> changes = recorder.awaitCount(3);

        Row partial = ((Change.Update) changes.get(1)).row();
        assertThat(partial).containsOnlyKeys("id", "n").containsEntry("n", 2);
        assertThat(partial.unchanged()).containsExactly("body");
        Row whole = ((Change.Update) changes.get(2)).row();
        assertThat(whole).containsEntry("body", "x".repeat(9000)).containsEntry("n", 3);
        assertThat(whole.unchanged()).isEmpty();
        assertThat(whole.key()).containsExactly(Map.entry("id", 1));
        assertThat(((Change.Update) changes.get(2)).before())
                .hasValueSatisfying(
                        old -> assertThat(old).containsEntry("n", 2).containsEntry("body", "x".repeat(9000)));
    }

    @Test
    void a_large_key_that_did_not_change_is_taken_from_the_old_key() throws SQLException {
        database.sql(
                "CREATE TABLE wide (id text PRIMARY KEY, n int)",
                "ALTER TABLE wide ALTER id SET STORAGE EXTERNAL",
                "ALTER PUBLICATION pub ADD TABLE wide");
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql("INSERT INTO wide VALUES (repeat('k', 2600), 1)", "UPDATE wide SET n = 2");
        Row row = ((Change.Update) recorder.awaitCount(2).get(1)).row();
        assertThat(row).containsEntry("id", "k".repeat(2600)).containsEntry("n", 2);
        assertThat(row.unchanged()).isEmpty();
        assertThat(row.key()).containsExactly(Map.entry("id", "k".repeat(2600)));
    }

    @Test
    void a_delete_holds_the_key_or_the_whole_row_under_full() throws SQLException {
        database.sql(
                "CREATE TABLE f (a int, b text, PRIMARY KEY (a))",
                "ALTER TABLE f REPLICA IDENTITY FULL",
                "CREATE TABLE nokey (a int, b text)",
                "ALTER TABLE nokey REPLICA IDENTITY FULL",
                "ALTER PUBLICATION pub ADD TABLE f, nokey");
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql(
                "INSERT INTO t VALUES (1, 'x'); INSERT INTO f VALUES (2, 'y'); INSERT INTO nokey VALUES (3, 'z')",
                "DELETE FROM t",
                "DELETE FROM f",
                "DELETE FROM nokey");
        List<Change> changes = recorder.awaitCount(6);
        assertThat(row(changes.get(3))).containsExactly(Map.entry("id", 1));
        assertThat(row(changes.get(4))).containsExactly(Map.entry("a", 2), Map.entry("b", "y"));
        assertThat(row(changes.get(4)).key()).containsExactly(Map.entry("a", 2));
        assertThat(row(changes.get(5))).containsExactly(Map.entry("a", 3), Map.entry("b", "z"));
        assertThat(row(changes.get(5)).key()).isEmpty();
    }

    @Test
    void a_truncate_is_one_change_for_each_table_with_its_options() throws SQLException {
        database.sql("CREATE TABLE u (id int PRIMARY KEY REFERENCES t)", "ALTER PUBLICATION pub ADD TABLE u");
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql("TRUNCATE t RESTART IDENTITY CASCADE", "TRUNCATE u");
        List<Change> changes = recorder.awaitCount(3);
        assertThat(changes).hasOnlyElementsOfType(Change.Truncate.class);
        Change.Truncate first = (Change.Truncate) changes.get(0);
        assertThat(first.cascade()).isTrue();
        assertThat(first.restartIdentity()).isTrue();
        assertThat(List.of(name(changes.get(0)), name(changes.get(1))))
                .containsExactlyInAnyOrder("public.t", "public.u");
        assertThat(changes.get(1).ordinal()).isEqualTo(1);
        assertThat(((Change.Truncate) changes.get(1)).statement()).isEqualTo(first.statement());
        assertThat(first.statement())
                .extracting(Relation::qualifiedName)
                .containsExactly(name(changes.get(0)), name(changes.get(1)));
        Change.Truncate last = (Change.Truncate) changes.get(2);
        assertThat(last.cascade()).isFalse();
        assertThat(last.restartIdentity()).isFalse();
        assertThat(name(last)).isEqualTo("public.u");
        assertThat(last.statement()).extracting(Relation::qualifiedName).containsExactly("public.u");
    }

    @Test
    void logical_messages_come_with_their_transaction_or_alone_and_only_of_the_prefixes_asked_for()
            throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        StreamOptions mine =
                new StreamOptions(Streaming.OFF, false, false, true, Set.of("mine"), false, Kind.usual(), false);
        started(settings().with(mine), recorder);
        database.sql(
                "BEGIN; SELECT pg_logical_emit_message(true, 'theirs', 'no'); INSERT INTO t VALUES (1);"
                        + " SELECT pg_logical_emit_message(true, 'mine', 'in'); COMMIT",
                "BEGIN; SELECT pg_logical_emit_message(false, 'mine', 'out'); INSERT INTO t VALUES (2); ROLLBACK",
                "INSERT INTO t VALUES (3)");
        List<Change> changes = recorder.awaitCount(4);
        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(Kind.INSERT, Kind.MESSAGE, Kind.MESSAGE, Kind.INSERT);
        assertThat(changes).extracting(Change::ordinal).containsExactly(1L, 2L, 0L, 0L);
        Change.Message in = (Change.Message) changes.get(1);
        assertThat(in.transactional()).isTrue();
        assertThat(in.transaction()).isSameAs(changes.get(0).transaction());
        assertThat(new String(in.content(), StandardCharsets.UTF_8)).isEqualTo("in");
        Change.Message out = (Change.Message) changes.get(2);
        assertThat(out.transactional()).isFalse();
        assertThat(out.transaction().xid()).isEmpty();
        assertThat(out.transaction().commitTime()).isEmpty();
        assertThat(out.transaction().endLsn()).contains(out.lsn());
        assertThat(recorder.eventIds()).isSorted().doesNotHaveDuplicates();
        awaitConfirmed(Recorder.end(changes.get(3)));
    }

    @Test
    void a_transaction_tells_its_id_its_commit_time_and_where_it_came_from() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql(
                "SELECT pg_replication_origin_create('" + database.name() + "')",
                "SELECT pg_replication_origin_session_setup('" + database.name() + "')",
                "INSERT INTO t VALUES (1, txid_current()::text)",
                "SELECT pg_replication_origin_session_reset()");
        Change change = recorder.awaitCount(1).get(0);
        Transaction transaction = change.transaction();
        assertThat(transaction.xid())
                .hasValue(Long.parseLong((String) row(change).get("name")));
        assertThat(transaction.commitTime())
                .hasValueSatisfying(time -> assertThat(time).isCloseTo(Instant.now(), within()));
        assertThat(transaction.origin()).contains(database.name());
        database.sql("SELECT pg_replication_origin_drop('" + database.name() + "')");
    }

    @Test
    void origin_none_leaves_out_what_came_from_elsewhere() throws SQLException {
        assumeThat(server.major()).isGreaterThanOrEqualTo(16);
        Recorder recorder = Recorder.acknowledging();
        started(
                settings()
                        .with(new StreamOptions(
                                Streaming.OFF, false, false, false, Set.of(), true, Kind.usual(), false)),
                recorder);
        database.sql(
                "SELECT pg_replication_origin_create('" + database.name() + "')",
                "SELECT pg_replication_origin_session_setup('" + database.name() + "')",
                "INSERT INTO t VALUES (1)",
                "SELECT pg_replication_origin_session_reset()",
                "SELECT pg_replication_origin_drop('" + database.name() + "')",
                "INSERT INTO t VALUES (2)");
        await().until(() -> recorder.column("id").contains(2));
        assertThat(recorder.column("id")).containsExactly(2);
    }

    @Test
    void begin_commit_and_relation_are_there_when_asked_for_and_take_no_ordinal() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(asking(Kind.BEGIN, Kind.COMMIT, Kind.RELATION)), recorder);
        database.sql(
                "INSERT INTO t VALUES (1)", "ALTER TABLE t ADD note text", "INSERT INTO t VALUES (2)", "ANALYZE t");
        database.sql("INSERT INTO t VALUES (3)");
        await().until(() -> recorder.column("id").contains(3)
                && recorder.changes().get(recorder.changes().size() - 1).kind() == Kind.COMMIT);
        List<Change> changes = recorder.changes().stream()
                .filter(change -> server.major() > 14 || !isEmptyTransaction(recorder.changes(), change))
                .toList();
        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(
                        Kind.BEGIN,
                        Kind.RELATION,
                        Kind.INSERT,
                        Kind.COMMIT,
                        Kind.BEGIN,
                        Kind.RELATION,
                        Kind.INSERT,
                        Kind.COMMIT,
                        Kind.BEGIN,
                        Kind.INSERT,
                        Kind.COMMIT);
        assertThat(changes)
                .filteredOn(change -> change.kind() == Kind.INSERT)
                .extracting(Change::ordinal)
                .containsOnly(0L);
        assertThat(((Change.Described) changes.get(5)).described().columns()).hasSize(3);
        assertThat(changes)
                .filteredOn(change -> change.kind() != Kind.RELATION)
                .extracting(change -> change.eventId().orElseThrow().toString())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(changes.get(3).isLast()).isTrue();
    }

    /** PostgreSQL 14 sends Begin and Commit for transactions that the publication does not cover too. */
    private static boolean isEmptyTransaction(List<Change> all, Change change) {
        return all.stream()
                .noneMatch(other -> other.transaction() == change.transaction() && other.kind() == Kind.INSERT);
    }

    @Test
    void kinds_that_are_not_asked_for_are_acknowledged_unseen_and_counted() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(
                settings()
                        .with(new StreamOptions(
                                Streaming.OFF, false, false, false, Set.of(), false, Set.of(Kind.DELETE), false)),
                recorder);
        database.sql(
                "BEGIN; INSERT INTO t VALUES (1); DELETE FROM t; INSERT INTO t VALUES (2); COMMIT",
                "INSERT INTO t VALUES (3)");
        awaitConfirmed(currentWal());
        Change delete = recorder.awaitCount(1).get(0);
        assertThat(delete.ordinal()).isEqualTo(1);
        assertThat(delete.isLast()).isTrue();
    }

    @Test
    void the_settings_of_role_and_database_do_not_change_what_values_look_like() throws SQLException {
        database.sql(
                "CREATE TABLE styled (id int PRIMARY KEY, at timestamptz, d date, i interval, f float8, b bytea, m money)",
                "ALTER PUBLICATION pub ADD TABLE styled",
                "ALTER DATABASE " + database.name() + " SET DateStyle = 'SQL, DMY'",
                "ALTER DATABASE " + database.name() + " SET TimeZone = 'Asia/Kolkata'",
                "ALTER DATABASE " + database.name() + " SET IntervalStyle = 'sql_standard'",
                "ALTER DATABASE " + database.name() + " SET extra_float_digits = -5",
                "ALTER DATABASE " + database.name() + " SET bytea_output = 'escape'");
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings(), recorder);
        database.sql(
                "INSERT INTO styled VALUES (1, '2024-02-03 04:05:06+00', DATE '2024-02-03', INTERVAL '1 mon -2 days',"
                        + " 0.1::float8 + 0.2, '\\x00ff', '1234.5')");
        Row row = row(recorder.awaitCount(1).get(0));
        assertThat(row)
                .containsEntry("at", OffsetDateTime.of(2024, 2, 3, 4, 5, 6, 0, ZoneOffset.UTC))
                .containsEntry("d", java.time.LocalDate.of(2024, 2, 3))
                .containsEntry("f", 0.1 + 0.2)
                .containsEntry("m", new BigDecimal("1234.50"));
        assertThat(row.get("i")).hasToString("1 mon -2 days");
        assertThat((byte[]) row.get("b")).containsExactly(0, 0xFF);
        assertThat(session.status().undecodable()).isZero();
    }

    @Test
    void types_and_tables_made_while_the_session_streams_are_decoded() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        started(settings(), recorder);
        database.sql(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE DOMAIN price AS numeric(10,2)",
                "CREATE TYPE item AS (name text, price price, moods mood[])",
                "CREATE TABLE made (id int PRIMARY KEY, m mood, p price, items item[])",
                "ALTER PUBLICATION pub ADD TABLE made",
                "INSERT INTO made VALUES (1, 'ok', 1.5, ARRAY[ROW('a', 2, '{sad,ok}')::item])",
                "ALTER TYPE item ADD ATTRIBUTE note text",
                "INSERT INTO made VALUES (2, 'sad', 2, ARRAY[ROW('b', 3, NULL, 'n')::item])");
        List<Change> changes = recorder.awaitCount(2);
        assertThat(row(changes.get(0))).containsEntry("m", "ok").containsEntry("p", new BigDecimal("1.50"));
        Map<?, ?> item = (Map<?, ?>) ((List<?>) row(changes.get(1)).get("items")).get(0);
        assertThat(item.get("note")).isEqualTo("n");
        assertThat(item.get("price")).isEqualTo(new BigDecimal("3.00"));
    }

    @Test
    void a_value_that_does_not_decode_is_its_text_and_is_counted() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        database.sql(
                "CREATE TYPE gone AS (a int, b int)",
                "CREATE TABLE odd (id int PRIMARY KEY, g gone)",
                "ALTER PUBLICATION pub ADD TABLE odd");
        ReplicationSession session = started(settings(), recorder);
        session.pause();
        await().until(() -> session.status().state() == SessionStatus.State.PAUSED);
        database.sql("INSERT INTO odd VALUES (1, '(1,2)')", "ALTER TYPE gone RENAME ATTRIBUTE b TO c");
        session.resume();
        List<Change> changes = recorder.awaitCount(1);
        assertThat(row(changes.get(0)).get("g")).isEqualTo("(1,2)"); // today's catalog has other attributes
        await().until(() -> session.status().undecodable() == 1);
    }

    private static org.assertj.core.data.TemporalUnitOffset within() {
        return org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES);
    }

    private static Row row(Change change) {
        return ((Change.RowChange) change).row();
    }

    private static String name(Change change) {
        return change.relation().orElseThrow().qualifiedName();
    }
}
