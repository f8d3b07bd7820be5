package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looking at slots and dropping them, and what is answered when that may not be. */
@OnEveryPostgres
class SlotCommandsIT extends SessionFixture {

    SlotCommandsIT(PgServer server) {
        super(server);
    }

    @AfterEach
    void dropRole() throws SQLException {
        database.sql("DROP ROLE IF EXISTS " + role());
    }

    @Test
    void the_state_of_a_slot_is_what_the_server_says() throws SQLException {
        assertThat(commands().state()).isEmpty();
        createSlot();
        database.sql("INSERT INTO t VALUES (1)");
        SlotState state = commands().state().orElseThrow();
        assertThat(state.plugin()).contains("pgoutput");
        assertThat(state.database()).contains(database.name());
        assertThat(state.walStatus()).contains("reserved");
        assertThat(state.isActive()).isFalse();
        assertThat(state.confirmedFlush()).contains(confirmedFlush());
        assertThat(state.lagBytes()).isPositive().isLessThanOrEqualTo(state.retainedBytes());
        assertThat(state.serverEnd().isAfter(confirmedFlush())).isTrue();
        assertThat(state.inactiveSince().isPresent()).isEqualTo(server.major() >= 17);
    }

    @Test
    void a_slot_that_is_read_is_left_alone_and_its_reader_named() throws SQLException {
        ReplicationSession session = started(settings(), Recorder.acknowledging());
        await().until(() -> commands().state().filter(SlotState::isActive).isPresent());
        String pid = Integer.toString(commands().state().orElseThrow().activePid());
        assertThat(refused(Kind.SLOT_BUSY, SlotCommands::drop)).hasMessageContaining("process " + pid);
        assertThat(refused(Kind.SLOT_BUSY, SlotCommandsIT::advance)).hasMessageContaining("process " + pid);
        session.stop(Duration.ZERO);
        await().until(() -> commands().state().filter(SlotState::isActive).isEmpty());
        commands().drop();
        assertThat(commands().state()).isEmpty();
    }

    @Test
    void a_missing_slot_is_named() {
        for (Consumer<SlotCommands> command : commandsThatChange()) {
            assertThat(refused(Kind.SLOT_MISSING, command)).hasMessageContaining("no slot " + database.slot());
        }
    }

    @Test
    void a_slot_of_something_else_is_left_alone() throws SQLException {
        database.sql("SELECT pg_create_physical_replication_slot('" + database.slot() + "')");
        try {
            for (Consumer<SlotCommands> command : commandsThatChange()) {
                assertThat(refused(Kind.SLOT_OF_OTHER_PLUGIN, command)).hasMessageContaining("a physical slot");
            }
        } finally {
            database.sql("SELECT pg_drop_replication_slot('" + database.slot() + "')");
        }
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'test_decoding')");
        for (Consumer<SlotCommands> command : commandsThatChange()) {
            assertThat(refused(Kind.SLOT_OF_OTHER_PLUGIN, command)).hasMessageContaining("test_decoding");
        }
    }

    @Test
    void a_slot_of_another_database_is_left_alone() throws SQLException {
        try (var other = server.newDatabase()) {
            other.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            for (Consumer<SlotCommands> command : commandsThatChange()) {
                assertThat(refused(Kind.SLOT_OF_OTHER_DATABASE, command)).hasMessageContaining(other.name());
            }
        }
    }

    @Test
    void a_role_without_the_right_to_replicate_may_look_and_is_told_what_it_lacks() throws SQLException {
        createSlot();
        database.sql("CREATE ROLE " + role() + " LOGIN PASSWORD 's3cret-pass'");
        SlotCommands asRole = new SlotCommands(connection(role(), "s3cret-pass"), database.slot());
        assertThat(asRole.state()).isPresent();
        for (Consumer<SlotCommands> command : commandsThatChange()) {
            ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, () -> command.accept(asRole));
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.NO_RIGHT);
            assertThat(failure).hasMessageContaining("ALTER ROLE \"" + role() + "\" REPLICATION");
        }
        database.sql("ALTER ROLE " + role() + " REPLICATION");
        asRole.drop();
        assertThat(commands().state()).isEmpty();
    }

    @Test
    void a_server_that_is_not_there_is_named_and_not_waited_for() {
        ConnectionSettings nowhere = ConnectionSettings.builder()
                .host("127.0.0.1")
                .port(1)
                .database("x")
                .build();
        ReplicationFailure failure =
                catchThrowableOfType(ReplicationFailure.class, () -> new SlotCommands(nowhere, "s").state());
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasMessageContaining("127.0.0.1:1/x").hasMessageNotContaining("It is tried again");
    }

    private static List<Consumer<SlotCommands>> commandsThatChange() {
        return List.of(SlotCommands::drop, SlotCommandsIT::advance);
    }

    private static void advance(SlotCommands commands) {
        Lsn end = commands.state().map(SlotState::serverEnd).orElse(Lsn.ZERO);
        commands.advance(end, new SlotAdvance.Reading(List.of("pub"), StreamOptions.defaults()), false);
    }

    private ReplicationFailure refused(Kind kind, Consumer<SlotCommands> command) {
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, () -> command.accept(commands()));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.remedy()).isNotBlank();
        return failure;
    }

    private void createSlot() throws SQLException {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    private SlotCommands commands() {
        return new SlotCommands(connection(server.user(), server.password()), database.slot());
    }

    private String role() {
        return database.name() + "_role";
    }
}
