package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What tables.md says of tables that are not plain: partitioned, inherited, with generated columns, altered. */
@OnOldestAndNewestPostgres
class TablesPageIT extends RouteFixture {

    TablesPageIT(PgServer server) {
        super(server);
    }

    @Test
    void partitions_come_under_their_own_names() throws Exception {
        partitioned("CREATE PUBLICATION parts FOR TABLE m");
        database.sql(
                "INSERT INTO m VALUES (1, 1, 'a'), (2, 11, 'b')",
                "UPDATE m SET name = 'c' WHERE id = 1",
                "UPDATE m SET part = 12 WHERE id = 1",
                "TRUNCATE m");
        awaitChanges(
                "INSERT m_1", "INSERT m_2", "UPDATE m_1", "DELETE m_1", "INSERT m_2", "TRUNCATE m_1", "TRUNCATE m_2");
    }

    @Test
    void partitions_come_under_the_name_of_the_root_when_asked_for() throws Exception {
        partitioned("CREATE PUBLICATION parts FOR TABLE m WITH (publish_via_partition_root = true)");
        database.sql(
                "INSERT INTO m VALUES (1, 1, 'a'), (2, 11, 'b')",
                "UPDATE m SET part = 12 WHERE id = 1",
                "TRUNCATE m_1",
                "INSERT INTO m_1 VALUES (3, 3, 'c')",
                "TRUNCATE m");
        awaitChanges("INSERT m", "INSERT m", "DELETE m", "INSERT m", "INSERT m", "TRUNCATE m");
    }

    @Test
    void attached_partition_is_published_from_then_on() throws Exception {
        partitioned("CREATE PUBLICATION parts FOR TABLE m");
        database.sql(
                "CREATE TABLE m_3 (id int, part int, name text, PRIMARY KEY (id, part))",
                "ALTER TABLE m ATTACH PARTITION m_3 FOR VALUES FROM (20) TO (30)",
                "INSERT INTO m VALUES (2, 22, 'attached')");
        awaitChanges("INSERT m_3");
    }

    @Test
    void written_table_attached_later_is_left_out_by_14_until_a_reconnect() throws Exception {
        partitioned("CREATE PUBLICATION parts FOR TABLE m");
        attachWritten();
        awaitSeen(server.major() == 14 ? 1 : 2);
        assertThat(ids()).isEqualTo(server.major() == 14 ? List.of(4) : List.of(2, 4));
    }

    @Test
    void written_table_that_is_attached_is_published_when_the_publication_names_it() throws Exception {
        partitioned("CREATE PUBLICATION parts FOR TABLE m");
        database.sql(
                "CREATE TABLE m_3 (id int, part int, name text, PRIMARY KEY (id, part))",
                "ALTER PUBLICATION parts ADD TABLE m_3");
        attachWritten();
        awaitSeen(3);
        assertThat(ids()).containsExactly(1, 2, 4);
    }

    @Test
    void detached_partition_is_published_by_14_until_a_reconnect() throws Exception {
        partitioned("CREATE PUBLICATION parts FOR TABLE m");
        database.sql(
                "INSERT INTO m VALUES (1, 1, 'attached')",
                "ALTER TABLE m DETACH PARTITION m_1",
                "INSERT INTO m_1 VALUES (2, 2, 'detached')",
                "INSERT INTO m VALUES (3, 13, 'last')");
        awaitSeen(server.major() == 14 ? 3 : 2);
        assertThat(ids()).isEqualTo(server.major() == 14 ? List.of(1, 2, 3) : List.of(1, 3));
    }

    @Test
    void children_by_inheritance_are_published_with_their_parent() throws Exception {
        database.sql(
                "CREATE TABLE p (id int PRIMARY KEY)",
                "CREATE TABLE c (extra text, PRIMARY KEY (id)) INHERITS (p)",
                "CREATE PUBLICATION parts FOR TABLE p");
        startRoute();
        database.sql("INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (2, 'x')");
        awaitChanges("INSERT p", "INSERT c");
        assertThat(seen.get(1).body()).isEqualTo(Map.of("id", 2, "extra", "x"));
    }

    @Test
    void children_by_inheritance_are_left_out_with_ONLY() throws Exception {
        database.sql(
                "CREATE TABLE p (id int PRIMARY KEY)",
                "CREATE TABLE c (extra text, PRIMARY KEY (id)) INHERITS (p)",
                "CREATE PUBLICATION parts FOR TABLE ONLY p");
        startRoute();
        database.sql("INSERT INTO c VALUES (2, 'x')", "INSERT INTO p VALUES (1)");
        awaitChanges("INSERT p");
    }

    @Test
    void generated_column_is_absent_from_the_body() throws Exception {
        generated("CREATE PUBLICATION parts FOR TABLE g");
        assertThat(seen.get(0).body()).isEqualTo(Map.of("id", 1));
    }

    @Test
    void stored_generated_column_comes_when_the_publication_says_so() throws Exception {
        assumeTrue(server.major() >= 18);
        generated("CREATE PUBLICATION parts FOR TABLE g WITH (publish_generated_columns = stored)");
        assertThat(seen.get(0).body()).isEqualTo(Map.of("id", 1, "twice", 2));
    }

    @Test
    void altered_table_sends_no_rows_and_later_changes_have_its_new_columns() throws Exception {
        database.sql("CREATE TABLE a (id int PRIMARY KEY, name text)", "CREATE PUBLICATION parts FOR TABLE a");
        startRoute();
        database.sql("INSERT INTO a VALUES (1, 'one')", "INSERT INTO a VALUES (2, 'two')");
        awaitSeen(2);
        context.getRouteController().stopAllRoutes();
        database.sql(
                "INSERT INTO a VALUES (3, 'old shape')",
                "ALTER TABLE a ADD COLUMN size int DEFAULT 7",
                "INSERT INTO a VALUES (4, 'added')",
                "ALTER TABLE a RENAME COLUMN name TO title",
                "INSERT INTO a VALUES (5, 'renamed')",
                "ALTER TABLE a ALTER COLUMN size TYPE text",
                "INSERT INTO a VALUES (6, 'retyped')",
                "ALTER TABLE a DROP COLUMN title",
                "INSERT INTO a VALUES (7)");
        context.getRouteController().startAllRoutes();
        awaitSeen(7);
        assertThat(seen.subList(2, 7))
                .<Object>extracting(Seen::body)
                .containsExactly(
                        Map.of("id", 3, "name", "old shape"),
                        Map.of("id", 4, "name", "added", "size", 7),
                        Map.of("id", 5, "title", "renamed", "size", 7),
                        Map.of("id", 6, "title", "retyped", "size", "7"),
                        Map.of("id", 7, "size", "7"));
    }

    @Test
    void renamed_table_stays_published_under_its_new_name() throws Exception {
        database.sql("CREATE TABLE a (id int PRIMARY KEY)", "CREATE PUBLICATION parts FOR TABLE a");
        startRoute();
        database.sql(
                "INSERT INTO a VALUES (1)",
                "ALTER TABLE a RENAME TO b",
                "INSERT INTO b VALUES (2)",
                "CREATE TABLE a (id int PRIMARY KEY)",
                "INSERT INTO a VALUES (3)",
                "INSERT INTO b VALUES (4)");
        awaitChanges("INSERT a", "INSERT b", "INSERT b");
    }

    @Test
    void recreated_table_is_not_published_until_it_is_added() throws Exception {
        database.sql("CREATE TABLE a (id int PRIMARY KEY)", "CREATE PUBLICATION parts FOR TABLE a");
        startRoute();
        database.sql(
                "DROP TABLE a",
                "CREATE TABLE a (id int PRIMARY KEY)",
                "INSERT INTO a VALUES (1)",
                "ALTER PUBLICATION parts ADD TABLE a",
                "INSERT INTO a VALUES (2)");
        awaitChanges("INSERT a");
        assertThat(ids()).containsExactly(2);
    }

    private void partitioned(String publication) throws Exception {
        database.sql(
                "CREATE TABLE m (id int, part int, name text, PRIMARY KEY (id, part)) PARTITION BY RANGE (part)",
                "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM (10) TO (20)",
                publication);
        startRoute();
    }

    /** The server meets a change of the table before it belongs to the published one. */
    private void attachWritten() throws Exception {
        database.sql(
                "CREATE TABLE IF NOT EXISTS m_3 (id int, part int, name text, PRIMARY KEY (id, part))",
                "INSERT INTO m_3 VALUES (1, 21, 'before')",
                "ALTER TABLE m ATTACH PARTITION m_3 FOR VALUES FROM (20) TO (30)",
                "INSERT INTO m VALUES (2, 22, 'attached')",
                "INSERT INTO m VALUES (4, 1, 'last')");
    }

    private void generated(String publication) throws Exception {
        database.sql("CREATE TABLE g (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)", publication);
        startRoute();
        database.sql("INSERT INTO g VALUES (1)");
        awaitSeen(1);
    }

    private void startRoute() throws Exception {
        route(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("publication=parts")).process(TablesPageIT.this::see);
            }
        });
    }

    private void awaitChanges(String... changes) {
        awaitSeen(changes.length);
        assertThat(seen)
                .extracting(one -> one.header(PgWalConstants.KIND) + " " + one.header(PgWalConstants.TABLE))
                .containsExactlyElementsOf(List.of(changes));
    }
}
