package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TcpForwarder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do to a slot between two connections of a session: it is named, and never a silent gap. */
@OnEveryPostgres
class BehindOurBackIT extends SessionFixture {

    private Recorder recorder = Recorder.acknowledging();
    private TcpForwarder network;
    private SessionSettings settings;
    private ReplicationSession session;

    BehindOurBackIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void read() throws SQLException {
        network = new TcpForwarder(server.port());
        ConnectionSettings connection = ConnectionSettings.builder()
                .host("localhost")
                .port(network.port())
                .database(database.name())
                .username(server.user())
                .password(server.password())
                .build();
        settings = SessionSettings.of(connection, database.slot(), "pub").with(QUICK);
        session = started(settings, recorder);
        database.sql("INSERT INTO t VALUES (1)");
        awaitConfirmed(Recorder.end(recorder.awaitCount(1).get(0)));
    }

    @AfterEach
    void closeNetwork() {
        network.close();
    }

    @Test
    void a_slot_that_was_dropped_is_not_created_again() throws SQLException {
        disconnect();
        database.sql(drop());
        reconnect();
        assertEnds(Kind.SLOT_GONE, "has been dropped");
        assertThat(slots()).isZero();
    }

    @Test
    void a_slot_that_was_dropped_and_created_again_is_not_the_same() throws SQLException {
        disconnect();
        database.sql(
                drop(),
                "INSERT INTO t VALUES (2)",
                "SELECT pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        reconnect();
        assertEnds(Kind.SLOT_RECREATED, "dropped and created again");
        assertThat(recorder.column("id")).containsExactly(1);
    }

    @Test
    void a_slot_that_was_advanced_has_a_gap_too() throws SQLException {
        disconnect();
        database.sql(
                "INSERT INTO t VALUES (2)",
                "SELECT pg_replication_slot_advance('" + database.slot() + "', pg_current_wal_lsn())");
        Lsn advanced = confirmedFlush();
        reconnect();
        assertEnds(Kind.SLOT_RECREATED, "is at " + advanced);
    }

    @Test
    void a_slot_that_another_session_has_read_meanwhile_is_gone_on_with() throws SQLException {
        disconnect();
        Recorder other = Recorder.acknowledging();
        ReplicationSession second = started(settings(), other);
        database.sql("INSERT INTO t VALUES (2)");
        awaitConfirmed(Recorder.end(other.awaitCount(1).get(0)));
        reconnect();
        await().until(() -> session.status().state() == SessionStatus.State.STANDBY);
        second.stop(Duration.ofSeconds(5));
        database.sql("INSERT INTO t VALUES (3)");
        recorder.awaitCount(2);
        assertThat(recorder.column("id")).containsExactly(1, 3);
        assertThat(recorder.ends()).isEmpty();
    }

    @Test
    void slot_that_another_instance_read_unseen_ends_the_session_with_a_remedy() throws SQLException {
        anotherInstanceReadsWhileDisconnected();
        reconnect();
        assertEnds(Kind.SLOT_RECREATED, "sharedSlot=true");
    }

    @Test
    void shared_slot_is_read_on_after_another_instance_read_unseen() throws SQLException {
        session.stop(Duration.ofSeconds(5));
        recorder = Recorder.acknowledging();
        session = started(settings.with(SlotSettings.named(database.slot()).withShared(true)), recorder);
        database.sql("INSERT INTO t VALUES (10)");
        awaitConfirmed(Recorder.end(recorder.awaitCount(1).get(0)));
        anotherInstanceReadsWhileDisconnected();
        reconnect();
        database.sql("INSERT INTO t VALUES (3)");
        recorder.awaitCount(2);
        assertThat(recorder.column("id")).containsExactly(10, 3);
        assertThat(recorder.ends()).isEmpty();
    }

    /** Comes and goes before this session can look at the slot: a frozen process or a partitioned network. */
    private void anotherInstanceReadsWhileDisconnected() throws SQLException {
        disconnect();
        Recorder other = Recorder.acknowledging();
        ReplicationSession second = started(settings(), other);
        database.sql("INSERT INTO t VALUES (2)");
        awaitConfirmed(Recorder.end(other.awaitCount(1).get(0)));
        second.stop(Duration.ofSeconds(5));
        assertThat(other.column("id")).containsExactly(2);
    }

    @Test
    void an_ordinary_reconnect_finds_nothing_of_the_kind() throws SQLException {
        for (int i = 2; i < 6; i++) {
            disconnect();
            database.sql("INSERT INTO t VALUES (" + i + ")");
            reconnect();
            recorder.awaitCount(i);
        }
        assertThat(recorder.ends()).isEmpty();
    }

    @Test
    void a_waiting_session_does_not_create_a_slot_that_was_dropped_while_another_read_it() throws SQLException {
        Recorder waiting = Recorder.acknowledging();
        ReplicationSession second = started(settings(), waiting);
        await().until(() -> second.status().state() == SessionStatus.State.STANDBY);
        session.pause();
        disconnectAndDrop();
        await().atMost(Duration.ofSeconds(20)).until(() -> !waiting.ends().isEmpty());
        assertThat(waiting.ends().get(0).kind()).isEqualTo(Kind.SLOT_GONE);
    }

    @Test
    void a_slot_that_is_dropped_between_the_look_at_it_and_the_start_is_gone_and_no_publication_is_blamed()
            throws SQLException {
        disconnect();
        try (Connection other = database.connect();
                Statement holding = other.createStatement()) {
            other.setAutoCommit(false);
            holding.execute("LOCK TABLE pg_publication IN ACCESS EXCLUSIVE MODE");
            reconnect();
            await().until(this::waitsForThePublication);
            database.sql(drop());
        }
        assertEnds(Kind.SLOT_GONE, "has been dropped");
    }

    /** A reader that has seen the slot and asks for its publication next. */
    private boolean waitsForThePublication() throws SQLException {
        return database.queryOne(
                "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'pg_publication'::regclass AND NOT granted",
                Boolean.class);
    }

    /** Until nobody has it: who waits for the slot may take it in between, and is ended too. */
    private void disconnectAndDrop() throws SQLException {
        network.leadTo(1);
        database.sql(
                "SET statement_timeout = '20s'",
                "DO $$ BEGIN LOOP BEGIN "
                        + "PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                        + database.slot() + "' AND active_pid IS NOT NULL; "
                        + "PERFORM pg_drop_replication_slot('" + database.slot() + "'); EXIT; "
                        + "EXCEPTION WHEN object_in_use THEN PERFORM pg_sleep(0.01); END; END LOOP; END $$");
        network.cut();
    }

    private void disconnect() {
        network.leadTo(1); // nobody listens there
        network.cut();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> session.status().state() == SessionStatus.State.CONNECTING && readers() == 0);
    }

    private void reconnect() {
        network.leadTo(server.port());
    }

    private void assertEnds(Kind kind, String text) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !recorder.ends().isEmpty());
        assertThat(recorder.ends().get(0).kind()).isEqualTo(kind);
        assertThat(recorder.ends().get(0)).hasMessageContaining(text).hasMessageContaining(database.slot());
        assertThat(session.status().state()).isEqualTo(SessionStatus.State.STOPPED);
    }

    private String drop() {
        return "SELECT pg_drop_replication_slot('" + database.slot() + "')";
    }

    private long readers() throws SQLException {
        return count(" AND active");
    }

    private long slots() throws SQLException {
        return count("");
    }

    private long count(String more) throws SQLException {
        return database.queryOne(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'" + more,
                Long.class);
    }
}
