package io.pgwal.replication.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.replication.Kind;
import io.pgwal.replication.PublicationSettings;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.StreamOptions;
import io.pgwal.replication.Streaming;
import io.pgwal.replication.preflight.Finding.Level;
import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of publications and of the tables in them; the server is asked whether it is so. */
@OnEveryPostgres
class PublishedTablesIT extends PreflightDatabase {

    PublishedTablesIT(PgServer server) {
        super(server);
    }

    @Test
    void a_publication_that_is_missing_fails_unless_it_is_to_be_created() {
        preflight
                .reading("pub", "no pub")
                .assertOne("publication", Level.FAIL)
                .contains("no pub is not there", "CREATE PUBLICATION \"no pub\" FOR TABLE");
        preflight
                .with(preflight.settings().with(new PublicationSettings(List.of("made"), true, List.of("t"))))
                .assertOne("publication", Level.OK)
                .contains("made is not there and will be created");
    }

    @Test
    void a_publication_that_publishes_less_than_is_read_is_a_warning() throws SQLException {
        database.sql(
                "CREATE PUBLICATION nothing",
                "CREATE PUBLICATION inserts FOR TABLE t WITH (publish = 'insert')",
                "CREATE PUBLICATION everything FOR ALL TABLES");
        preflight.reading("nothing").assertOne("publication", Level.WARN).contains("publishes no table");
        preflight
                .reading("inserts")
                .assertOne("publication", Level.WARN)
                .contains("but not their UPDATE, DELETE, TRUNCATE", "ALTER PUBLICATION \"inserts\" SET (publish =");
        preflight.reading("everything").assertOne("publication", Level.OK).contains("all there are and will be");
        StreamOptions insertsOnly =
                new StreamOptions(Streaming.OFF, false, false, false, Set.of(), false, Set.of(Kind.INSERT));
        preflight
                .with(preflight.settings().with(insertsOnly))
                .reading("inserts")
                .assertOne("publication", Level.OK);
    }

    @Test
    void column_lists_that_differ_between_publications_fail() throws SQLException {
        if (server.major() < 15) {
            return; // no column lists before
        }
        database.sql("CREATE PUBLICATION ids FOR TABLE t (id)");
        preflight
                .reading("pub", "ids")
                .assertOne("column lists", Level.FAIL)
                .contains("differ between the publications for public.t");
        database.sql("ALTER PUBLICATION ids SET TABLE t (id, name)");
        preflight.reading("pub", "ids").assertOne("column lists", Level.OK);
    }

    private static final List<String> TABLES = List.of(
            "t",
            "bare",
            "deferred",
            "nothing",
            "\"Whole Row\"",
            "indexed",
            "orphaned",
            "candidate",
            "parted_keyed",
            "parted_bare");

    private void createTables() throws SQLException {
        database.sql(
                "CREATE TABLE bare (id int)",
                "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE)",
                "CREATE TABLE nothing (id int PRIMARY KEY)",
                "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
                "CREATE TABLE \"Whole Row\" (id int)",
                "ALTER TABLE \"Whole Row\" REPLICA IDENTITY FULL",
                "CREATE TABLE indexed (id int NOT NULL, CONSTRAINT by_id UNIQUE (id))",
                "ALTER TABLE indexed REPLICA IDENTITY USING INDEX by_id",
                "CREATE TABLE orphaned (id int NOT NULL, CONSTRAINT gone UNIQUE (id))",
                "ALTER TABLE orphaned REPLICA IDENTITY USING INDEX gone",
                "ALTER TABLE orphaned DROP CONSTRAINT gone",
                "CREATE TABLE candidate (id int NOT NULL, CONSTRAINT usable UNIQUE (id))",
                "CREATE TABLE parted (id int) PARTITION BY LIST (id)",
                "CREATE TABLE parted_keyed PARTITION OF parted (PRIMARY KEY (id)) FOR VALUES IN (1)",
                "CREATE TABLE parted_bare PARTITION OF parted FOR VALUES IN (2)",
                "CREATE PUBLICATION all_of_them FOR TABLE t, bare, deferred, nothing, \"Whole Row\", indexed, orphaned,"
                        + " candidate, parted");
    }

    /** The server is asked by an update of each table. */
    @Test
    void replica_identities_are_missed_exactly_where_the_server_refuses_an_update() throws SQLException {
        createTables();
        preflight
                .reading("all_of_them")
                .assertOne("replica identity", Level.FAIL)
                .satisfies(text -> {
                    String missing = text.substring(0, text.indexOf(':'));
                    for (String table : TABLES) {
                        assertThat(missing.matches(".*public\\." + table + "(,.*)?"))
                                .as(table)
                                .isEqualTo(!mayBeUpdated(table));
                    }
                });
        preflight
                .reading("all_of_them")
                .assertOne("replica identity", Level.OK)
                .contains("FULL for public.\"Whole Row\"");
    }

    @Test
    void the_remedies_of_missing_replica_identities_mend_them() throws SQLException {
        createTables();
        preflight
                .reading("all_of_them")
                .assertOne("replica identity", Level.FAIL)
                .contains("ALTER TABLE public.candidate REPLICA IDENTITY USING INDEX usable;")
                .contains("ALTER TABLE public.nothing REPLICA IDENTITY DEFAULT;")
                .contains("ALTER TABLE public.bare ADD PRIMARY KEY (...);");
        database.sql(
                "ALTER TABLE public.candidate REPLICA IDENTITY USING INDEX usable",
                "ALTER TABLE public.nothing REPLICA IDENTITY DEFAULT");
        assertThat(mayBeUpdated("candidate") && mayBeUpdated("nothing")).isTrue();
        database.sql("ALTER PUBLICATION all_of_them SET (publish = 'insert')");
        preflight.reading("all_of_them").assertSilent("replica identity");
        assertThat(TABLES).allMatch(this::mayBeUpdated);
    }

    private boolean mayBeUpdated(String table) {
        try {
            database.sql("UPDATE " + table + " SET id = id");
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("55000");
            return false;
        }
    }

    @Test
    void row_level_security_is_said_not_to_hold() throws SQLException {
        preflight.assertSilent("row-level security");
        database.sql("ALTER TABLE t ENABLE ROW LEVEL SECURITY");
        preflight.assertOne("row-level security", Level.OK).contains("sees all rows of public.t");
    }

    /** The server is asked by a row. */
    @Test
    void columns_that_binary_cannot_send_fail_and_the_server_refuses_them_too() throws SQLException {
        SessionSettings binary = preflight
                .settings()
                .with(new StreamOptions(Streaming.OFF, false, true, false, Set.of(), false, Kind.usual()));
        preflight.assertSilent("binary");
        preflight.with(binary).assertOne("binary", Level.OK).contains("every published column");
        database.sql("ALTER TABLE t ADD alone aclitem");
        preflight.with(binary).assertOne("binary", Level.OK);
        database.sql("ALTER TABLE t ADD many aclitem[]");
        preflight.with(binary).assertOne("binary", Level.FAIL).contains("public.t.many (aclitem)", "binary=false");
        createSlot();
        database.sql("INSERT INTO t VALUES (1, 'x', 'postgres=r/postgres', '{postgres=r/postgres}')");
        ReplicationFailure failure =
                ended(PreflightFixture.of(database).settings().with(binary.stream()));
        assertThat(failure.kind()).isEqualTo(ReplicationFailure.Kind.BINARY_NOT_POSSIBLE);
    }

    private static ReplicationFailure ended(SessionSettings settings) {
        List<ReplicationFailure> ends = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (ReplicationSession session = new ReplicationSession(settings, new io.pgwal.replication.ChangeListener() {
            @Override
            public void onChange(io.pgwal.replication.Change change, io.pgwal.replication.Delivery delivery) {
                delivery.succeeded();
            }

            @Override
            public void onEnd(ReplicationFailure failure) {
                ends.add(failure);
            }
        })) {
            session.start();
            await().until(() -> !ends.isEmpty());
        }
        return ends.get(0);
    }
}
