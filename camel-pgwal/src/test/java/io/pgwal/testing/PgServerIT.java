package io.pgwal.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

@OnEveryPostgres
class PgServerIT {

    private static final List<Integer> SEEN = new ArrayList<>();

    private final PgServer server;

    PgServerIT(PgServer server) {
        this.server = server;
    }

    @Test
    void the_server_is_of_the_major_it_says() throws SQLException {
        SEEN.add(server.major());
        assertThat(ask("SELECT current_setting('server_version_num')::int / 10000"))
                .isEqualTo(Integer.toString(server.major()));
    }

    @AfterAll
    static void every_major_of_the_run_had_its_turn() {
        assertThat(SEEN.stream().distinct()).hasSameElementsAs(PgServers.majors());
    }

    @Test
    void the_server_decodes_and_prepares_and_commits_synchronously() throws SQLException {
        assertThat(ask("SHOW wal_level")).isEqualTo("logical");
        assertThat(ask("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask("SHOW max_prepared_transactions")).isEqualTo("20");
        assertThat(ask("SHOW max_wal_senders")).isEqualTo("50");
        assertThat(ask("SHOW max_replication_slots")).isEqualTo("50");
        assertThat(ask("SHOW wal_sender_timeout")).isEqualTo("1min");
        assertThat(ask("SHOW logical_decoding_work_mem")).isEqualTo("64MB");
    }

    @Test
    void the_server_is_the_same_one_whenever_asked_for() {
        assertThat(PgServers.shared(server.major())).isSameAs(server);
    }

    @Test
    void databases_are_apart_and_take_what_was_made_in_them_along() throws SQLException {
        try (TestDatabase other = server.newDatabase()) {
            String name;
            String slot;
            try (TestDatabase database = server.newDatabase()) {
                name = database.name();
                slot = database.slot();
                assertThat(name).isNotEqualTo(other.name());
                assertThat(slot).isNotEqualTo(other.slot()).matches("[a-z0-9_]{1,63}");
                database.sql("CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)");
                assertThat(database.queryOne("SELECT id FROM t", Integer.class)).isEqualTo(7);
                assertThat(database.queryOne("SELECT NULL::text", String.class)).isNull();
                database.sql("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
                database.sql("BEGIN", "INSERT INTO t VALUES (8)", "PREPARE TRANSACTION '" + name + "'");
                assertThatThrownBy(() -> other.sql("SELECT * FROM t")).isInstanceOf(SQLException.class);
            }
            assertThat(ask("SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"))
                    .isEqualTo("0");
            assertThat(ask("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + slot + "'"))
                    .isEqualTo("0");
            assertThat(ask("SELECT count(*) FROM pg_prepared_xacts WHERE gid = '" + name + "'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void a_database_closes_although_someone_is_still_connected() throws SQLException {
        TestDatabase database = server.newDatabase();
        try (Connection forgotten = database.connect()) {
            database.close();
            assertThat(forgotten.isValid(5)).isFalse();
        }
    }

    @Test
    void a_database_closes_although_someone_keeps_coming_back() throws Exception {
        TestDatabase database = server.newDatabase();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch connected = new CountDownLatch(1);
        CompletableFuture<Integer> refused = CompletableFuture.supplyAsync(() -> {
            int times = 0;
            boolean last;
            do {
                last = stop.get();
                try (Connection again = database.connect()) {
                    connected.countDown();
                    times += again.isValid(5) ? 0 : 1;
                } catch (SQLException e) {
                    times++;
                }
            } while (!last);
            return times;
        });
        try {
            connected.await();
            database.close();
        } finally {
            stop.set(true);
        }
        assertThat(refused.get()).isPositive();
    }

    @Test
    void one_value_is_one_row_of_one_column() throws SQLException {
        try (TestDatabase database = server.newDatabase()) {
            assertThatIllegalStateException().isThrownBy(() -> database.queryOne("SELECT 1, 2", Integer.class));
            assertThatIllegalStateException()
                    .isThrownBy(() -> database.queryOne("SELECT generate_series(1, 2)", Integer.class));
            assertThatIllegalStateException()
                    .isThrownBy(() -> database.queryOne("SELECT 1 WHERE false", Integer.class));
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
