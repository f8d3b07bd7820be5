package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** A slot that nobody reads, what is in it, and the commands that move it. */
abstract class SlotAdvanceFixture extends SessionFixture {

    static final StreamOptions WITH_MESSAGES = asking();

    SlotAdvanceFixture(PgServer server) {
        super(server);
    }

    @BeforeEach
    void createSlot() throws SQLException {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    /** What the slot holds, by a session that acknowledges none of it; the slot is free again on return. */
    List<Change> peeked(int count) throws SQLException {
        return peeked(count, WITH_MESSAGES);
    }

    List<Change> peeked(int count, StreamOptions options) throws SQLException {
        Recorder recorder = Recorder.holding();
        ReplicationSession session = started(settings().with(options), recorder);
        List<Change> changes = recorder.awaitCount(count);
        session.stop(Duration.ZERO);
        awaitFree();
        return changes;
    }

    /** Ids of the rows that come from where the slot stands; exactly so many. */
    List<Object> delivered(int count) {
        Recorder recorder = Recorder.holding();
        ReplicationSession session = started(settings().with(WITH_MESSAGES), recorder);
        recorder.awaitCount(count);
        await().during(Duration.ofMillis(200)).until(() -> recorder.changes().size() == count);
        session.stop(Duration.ZERO);
        return recorder.column("id");
    }

    void awaitFree() {
        await().until(() -> commands().state().filter(SlotState::isActive).isEmpty());
    }

    SlotCommands commands() {
        return new SlotCommands(connection(server.user(), server.password()), database.slot());
    }

    SlotAdvance.Moved advance(EventId event, boolean force) {
        return commands().advance(event, reading(WITH_MESSAGES), force);
    }

    static SlotAdvance.Reading reading(StreamOptions options) {
        return new SlotAdvance.Reading(List.of("pub"), options);
    }

    static StreamOptions with(Set<io.pgwal.replication.Kind> kinds) {
        return new StreamOptions(Streaming.OFF, false, false, true, Set.of(), false, kinds, false);
    }

    static EventId id(Change change) {
        return change.eventId().orElseThrow();
    }

    interface Command {
        void run() throws SQLException;
    }

    static ReplicationFailure refused(Kind kind, Command command) {
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, command::run);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.remedy()).isNotBlank();
        return failure;
    }
}
