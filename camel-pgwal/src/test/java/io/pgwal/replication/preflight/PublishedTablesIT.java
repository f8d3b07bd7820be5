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
                new StreamOptions(Streaming.OFF, false, false, false, Set.of(), false, Set.of(Kind.INSERT), false);
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
            assertThat(e.getSQLState()).isIn("55000", "42P10");
            return false;
        }
    }

    private void createParts() throws SQLException {
        database.sql(
                "CREATE TABLE listed (id int PRIMARY KEY, a int, \"B\" int)",
                "CREATE TABLE unlisted (id int PRIMARY KEY, a int, \"B\" int)",
                "CREATE TABLE listed_full (id int PRIMARY KEY, a int)",
                "ALTER TABLE listed_full REPLICA IDENTITY FULL",
                "CREATE TABLE filtered (id int PRIMARY KEY, a int)",
                "CREATE TABLE filtered_else (id int PRIMARY KEY, a int)",
                "CREATE TABLE filtered_full (id int PRIMARY KEY, a int)",
                "ALTER TABLE filtered_full REPLICA IDENTITY FULL",
                "CREATE TABLE rooted (id int, a int, PRIMARY KEY (id)) PARTITION BY LIST (id)",
                "CREATE TABLE rooted_leaf (a int, id int NOT NULL)",
                "ALTER TABLE rooted ATTACH PARTITION rooted_leaf FOR VALUES IN (1)",
                "CREATE PUBLICATION parts FOR TABLE listed (id, a), unlisted (a, \"B\"), listed_full (id),"
                        + " filtered WHERE (id > 0), filtered_else WHERE (a > 0 AND id > 0), filtered_full WHERE (a > 0),"
                        + " rooted WHERE (a > 0) WITH (publish_via_partition_root)");
    }

    /** The server is asked by an update of each table. */
    @Test
    void column_lists_and_row_filters_that_do_not_fit_the_identity_fail_exactly_where_the_server_refuses_an_update()
            throws SQLException {
        if (server.major() < 15) {
            return; // neither before
        }
        createParts();
        preflight
                .reading("parts")
                .assertOne("replica identity", Level.FAIL)
                .contains("SQLSTATE 42P10")
                .satisfies(text -> {
                    String wrong = text.substring(0, text.indexOf(':'));
                    for (String table : List.of(
                            "listed",
                            "unlisted",
                            "listed_full",
                            "filtered",
                            "filtered_else",
                            "filtered_full",
                            "rooted_leaf")) {
                        assertThat(wrong.matches(".*public\\." + table + "(,.*)?"))
                                .as(table + " in " + wrong)
                                .isEqualTo(!mayBeUpdated(table));
                    }
                });
    }

    @Test
    void the_remedies_of_what_does_not_fit_the_identity_mend_it() throws SQLException {
        if (server.major() < 15) {
            return; // neither before
        }
        createParts();
        preflight
                .reading("parts")
                .assertOne("replica identity", Level.FAIL)
                .contains("ALTER PUBLICATION parts DROP TABLE public.unlisted;")
                .contains("ALTER PUBLICATION parts ADD TABLE public.unlisted (id, a, \"B\");")
                .contains("ALTER TABLE public.listed_full REPLICA IDENTITY DEFAULT;")
                .contains("ALTER TABLE public.filtered_else REPLICA IDENTITY FULL;")
                .contains("ALTER TABLE public.rooted_leaf REPLICA IDENTITY FULL;");
        database.sql(
                "ALTER PUBLICATION parts DROP TABLE public.unlisted",
                "ALTER PUBLICATION parts ADD TABLE public.unlisted (id, a, \"B\")",
                "ALTER TABLE public.listed_full REPLICA IDENTITY DEFAULT",
                "ALTER TABLE public.filtered_else REPLICA IDENTITY FULL",
                "ALTER TABLE public.rooted_leaf REPLICA IDENTITY FULL");
        assertThat(preflight.reading("parts").findings("replica identity"))
                .extracting(Finding::level)
                .containsOnly(Level.OK);
        assertThat(List.of("unlisted", "listed_full", "filtered_else", "rooted_leaf"))
                .allMatch(this::mayBeUpdated);
    }

    /** All tables, or all of a schema: the tables are those of the moment. */
    @Test
    void tables_that_are_published_without_being_named_are_looked_at_too() throws SQLException {
        database.sql(
                "CREATE SCHEMA s",
                "CREATE TABLE s.bare (id int)",
                "CREATE UNLOGGED TABLE s.never_sent (id int)",
                "CREATE TABLE s.parted (id int) PARTITION BY LIST (id)",
                "CREATE PUBLICATION everything FOR ALL TABLES");
        assertMissing("everything", "s.bare");
        if (server.major() >= 15) {
            database.sql("CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA s");
            assertMissing("of_schema", "s.bare");
        }
        assertThat(mayBeUpdated("s.bare")).isFalse();
        assertThat(mayBeUpdated("s.never_sent")).isTrue();
        assertThat(mayBeUpdated("s.parted")).as("it has no partition").isTrue();
    }

    private void assertMissing(String publication, String tables) {
        preflight
                .reading(publication)
                .assertOne("replica identity", Level.FAIL)
                .startsWith("missing for " + tables + ":");
    }

    @Test
    void a_publication_without_tables_is_enough_for_messages_alone() throws SQLException {
        database.sql("CREATE PUBLICATION nothing");
        StreamOptions messages =
                new StreamOptions(Streaming.OFF, false, false, true, Set.of(), false, Set.of(Kind.MESSAGE), false);
        preflight
                .with(preflight.settings().with(messages))
                .reading("nothing")
                .assertOne("publication", Level.OK)
                .contains("nothing publishes 0 tables");
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
                .with(new StreamOptions(Streaming.OFF, false, true, false, Set.of(), false, Kind.usual(), false));
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
