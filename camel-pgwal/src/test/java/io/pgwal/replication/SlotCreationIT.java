package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A transaction is open while a slot is created: how long the creation waits, and what it says. */
@OnOldestAndNewestPostgres
class SlotCreationIT extends SessionFixture {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private Connection writer;

    SlotCreationIT(PgServer server) {
        super(server);
    }

    @BeforeEach
    void openTransaction() throws SQLException {
        writer = database.connect();
        writer.setAutoCommit(false);
        try (Statement sql = writer.createStatement()) {
            sql.execute("INSERT INTO t VALUES (1)");
        }
    }

    @AfterEach
    void endTransaction() throws SQLException {
        writer.close();
        database.sql("DROP ROLE IF EXISTS " + role());
    }

    @Test
    void creation_outlasts_the_time_outs_of_the_role() throws Exception {
        database.sql("CREATE ROLE " + role() + " LOGIN REPLICATION PASSWORD 'secret'");
        for (String setting : TimeLimits.on(server.major())) {
            database.sql("ALTER ROLE " + role() + " SET " + setting + " = '300ms'");
        }
        SessionSettings settings = SessionSettings.of(connection(role(), "secret"), database.slot(), "pub")
                .with(QUICK);
        Recorder recorder = Recorder.acknowledging();
        CompletableFuture<?> starting = CompletableFuture.runAsync(() -> started(settings, recorder));
        await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> !starting.isDone());
        writer.commit();
        starting.get();
        database.sql("INSERT INTO t VALUES (2)");
        recorder.awaitCount(1);
        assertThat(recorder.failures()).isEmpty();
    }

    @Test
    void stop_ends_a_creation_that_waits() throws Exception {
        ReplicationSession session = session(settings(), Recorder.acknowledging());
        CompletableFuture<?> starting = CompletableFuture.runAsync(session::start);
        await().until(() -> walsenders(" AND wait_event_type = 'Lock'") == 1);
        session.stop(Duration.ZERO);
        starting.get(20, TimeUnit.SECONDS);
        writer.commit();
        await().until(() -> walsenders("") == 0);
        assertThat(slotExists()).isFalse();
    }

    private long walsenders(String more) throws SQLException {
        return database.queryOne(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database.name()
                        + "' AND backend_type = 'walsender'" + more,
                Long.class);
    }

    @Test
    void creation_ends_at_its_own_limit() throws Exception {
        ReplicationFailure failure = failed(Duration.ofSeconds(1), () -> {});
        assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.SLOT_CREATION_WAITS);
        assertThat(failure).hasMessageContaining("waited 1 s for open transactions");
        assertThat(slotExists()).isFalse();
    }

    @Test
    void creation_that_was_cancelled_says_so() throws Exception {
        ReplicationFailure failure = failed(
                LONG,
                () -> database.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = '"
                        + database.name() + "' AND backend_type = 'walsender'"));
        assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.SLOT_CREATION_WAITS);
        assertThat(failure).hasMessageContaining("was cancelled in the server after 0 s (57014)");
        assertThat(failure).hasMessageNotContaining("waited");
    }

    @Test
    void creation_names_the_process_it_waits_for() throws Exception {
        String pid = Integer.toString(writer.unwrap(PGConnection.class).getBackendPID());
        failed(Duration.ofSeconds(1), () -> {});
        assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line)
                .contains("Creating the slot " + database.slot(), "the transaction of the server process " + pid));
    }

    @Test
    void creation_names_the_prepared_transaction_it_waits_for() throws Exception {
        try (Statement sql = writer.createStatement()) {
            sql.execute("PREPARE TRANSACTION 'order''s'");
        }
        failed(Duration.ofSeconds(1), () -> {});
        assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line)
                .contains("the prepared transaction 'order''s'"));
    }

    private interface Step {
        void run() throws Exception;
    }

    /** @param meanwhile done when the server waits */
    private ReplicationFailure failed(Duration limit, Step meanwhile) throws Exception {
        try (Connection connection = settings().connection().connectForReplication()) {
            SlotCreation creation =
                    new SlotCreation(settings(), Server.greet(connection), limit, Duration.ofMillis(200), lines::add);
            CompletableFuture<ReplicationFailure> failure = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(ReplicationFailure.class, () -> creation.run(connection)));
            await().until(() -> failure.isDone() || waits());
            meanwhile.run();
            return failure.get();
        }
    }

    private boolean waits() throws SQLException {
        return database.queryOne(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted)", Boolean.class);
    }

    private boolean slotExists() throws SQLException {
        return database.queryOne(
                "SELECT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "')",
                Boolean.class);
    }

    private String role() {
        return database.name() + "_role";
    }
}
