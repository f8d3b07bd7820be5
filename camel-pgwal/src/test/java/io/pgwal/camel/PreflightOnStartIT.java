package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionStatus;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import org.apache.camel.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** {@code preflight=true}: what cannot work stops the start with all of it, what may go wrong does not. */
@OnOldestAndNewestPostgres
class PreflightOnStartIT extends RouteFixture {

    PreflightOnStartIT(PgServer server) {
        super(server);
    }

    @Test
    void a_start_that_cannot_work_is_stopped_with_a_list_and_nothing_is_made() throws Exception {
        database.sql("CREATE TABLE bare (id int)", "ALTER PUBLICATION pub ADD TABLE bare");
        ReplicationFailure failure = refused("publication=pub,absent");
        assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.PREFLIGHT_FAILED);
        assertThat(failure)
                .hasMessageContaining("FAIL publication: absent is not there")
                .hasMessageContaining("CREATE PUBLICATION \"absent\"")
                .hasMessageContaining("FAIL replica identity: missing for public.bare")
                .hasMessageNotContaining("WARN")
                .hasMessageNotContaining("OK ");
        assertThat(slots()).isZero();
    }

    @Test
    void without_it_the_same_start_is_not_looked_at() throws Exception {
        database.sql("CREATE TABLE bare (id int)", "ALTER PUBLICATION pub ADD TABLE bare");
        assertThat(refused("publication=pub,absent", "preflight=false").kind())
                .isEqualTo(ReplicationFailure.Kind.PUBLICATION_MISSING);
        assertThat(refused().kind()).isEqualTo(ReplicationFailure.Kind.PREFLIGHT_FAILED);
        Consumer consumer = context.getEndpoint(uri()).createConsumer(exchange -> {});
        consumer.start();
        consumer.stop();
        assertThat(slots()).isEqualTo(1);
    }

    /** The shared servers keep WAL without end, and the role is a superuser: two warnings at least. */
    @Test
    void warnings_do_not_stop_it() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("preflight=true")).process(PreflightOnStartIT.this::see);
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        awaitSeen(1);
    }

    @Test
    void a_server_that_is_not_there_is_waited_for_as_always() throws Exception {
        context.start();
        PgWalConsumer consumer = (PgWalConsumer)
                context.getEndpoint(uri("preflight=true", "port=1")).createConsumer(exchange -> {});
        consumer.start();
        await().until(() -> consumer.getSessionStatus().state() == SessionStatus.State.CONNECTING);
        assertThat(context.getComponent("pgwal", PgWalComponent.class).consumers())
                .containsExactly(consumer);
        consumer.stop();
        assertThat(context.getComponent("pgwal", PgWalComponent.class).consumers())
                .isEmpty();
    }

    private ReplicationFailure refused(String... options) throws Exception {
        String[] all = new String[options.length + 1];
        all[0] = "preflight=true";
        System.arraycopy(options, 0, all, 1, options.length);
        context.start();
        Consumer consumer = context.getEndpoint(uri(all)).createConsumer(exchange -> {});
        ReplicationFailure failure = catchThrowableOfType(ReplicationFailure.class, consumer::start);
        assertThat(failure).isNotNull();
        assertThat(context.getComponent("pgwal", PgWalComponent.class).consumers())
                .isEmpty();
        return failure;
    }

    private long slots() throws SQLException {
        return database.queryOne(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'", Long.class);
    }
}
