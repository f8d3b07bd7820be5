package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database of encoding SQL_ASCII, whose text may be any bytes. */
@OnOldestAndNewestPostgres
class StoredBytesIT extends SessionFixture {

    StoredBytesIT(PgServer server) {
        super(server);
    }

    @Override
    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.newDatabase("SQL_ASCII");
        database.sql("CREATE TABLE t (id int PRIMARY KEY, name text)", "CREATE PUBLICATION pub FOR TABLE t");
    }

    @Test
    void value_that_is_not_UTF_8_is_hex_and_others_are_text() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(settings(), recorder);
        database.sql(
                "INSERT INTO t VALUES (1, E'caf\\351')",
                "INSERT INTO t VALUES (2, 'ol\u00e9')",
                "INSERT INTO t VALUES (3, 'plain')");
        recorder.awaitCount(3);
        assertThat(recorder.column("name")).containsExactly("\\x636166e9", "ol\u00e9", "plain");
        awaitConfirmed(Recorder.end(recorder.changes().get(2)));
        assertThat(recorder.failures()).isEmpty();
        session.stop(Duration.ZERO);
    }

    @Test
    void names_and_messages_that_are_not_UTF_8_arrive() throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        StreamOptions streaming =
                new StreamOptions(Streaming.ON, false, false, true, java.util.Set.of(), false, Kind.usual(), false);
        started(settings().with(streaming), recorder);
        database.sql(
                "DO $$BEGIN EXECUTE 'CREATE TABLE \"caf' || E'\\351' || '\" (id int PRIMARY KEY, \"n' || E'\\351' || '\" text)';"
                        + " EXECUTE 'ALTER PUBLICATION pub ADD TABLE \"caf' || E'\\351' || '\"'; END$$",
                "DO $$BEGIN EXECUTE 'INSERT INTO \"caf' || E'\\351' || '\" VALUES (1, ''x'')'; END$$",
                "SELECT pg_logical_emit_message(true, E'p\\351', E'\\351'::text)");
        recorder.awaitCount(2);
        Change.Insert insert = (Change.Insert) recorder.changes().get(0);
        assertThat(insert.relation().orElseThrow().name()).isEqualTo("\\x636166e9");
        assertThat(insert.row()).isEqualTo(Map.of("id", 1, "\\x6ee9", "x"));
        Change.Message message = (Change.Message) recorder.changes().get(1);
        assertThat(message.prefix()).isEqualTo("\\x70e9");
        assertThat(message.content()).isEqualTo(new byte[] {(byte) 0xE9});
        assertThat(recorder.failures()).isEmpty();
    }

    @Test
    void publication_with_a_name_of_UTF_8_is_read() throws SQLException {
        database.sql("CREATE PUBLICATION \"gro\u00df\" FOR TABLE t");
        Recorder recorder = Recorder.acknowledging();
        started(settings().with(new PublicationSettings(List.of("gro\u00df"), false, List.of())), recorder);
        database.sql("INSERT INTO t VALUES (1, 'a')");
        recorder.awaitCount(1);
        assertThat(recorder.failures()).isEmpty();
    }

    @Test
    void advance_looks_at_changes_that_are_not_UTF_8() throws SQLException {
        database.sql(
                "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')",
                "INSERT INTO t VALUES (1, E'caf\\351')");
        SlotCommands commands = new SlotCommands(connection(server.user(), server.password()), database.slot());
        SlotAdvance.Reading reading = new SlotAdvance.Reading(List.of("pub"), StreamOptions.defaults());
        ReplicationFailure failure =
                catchThrowableOfType(ReplicationFailure.class, () -> commands.advance(currentWal(), reading, false));
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ReplicationFailure.Kind.WOULD_SKIP);
    }
}
