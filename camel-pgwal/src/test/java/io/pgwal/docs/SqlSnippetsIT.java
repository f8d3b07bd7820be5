package io.pgwal.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.PgServers;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * SQL that a reader may copy is right for a real server. The newest, because some of it needs a minimum version, which the
 * pages name.
 */
class SqlSnippetsIT {

    /** The tables that the pages speak of. */
    private static final String[] TABLES = {
        "CREATE TABLE customers (id int PRIMARY KEY, name text)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric)",
        "CREATE TABLE sales (id bigint, total numeric)",
        "CREATE TABLE copy (id bigint PRIMARY KEY, name text, big text)",
        "CREATE TABLE tagged (id bigint, tags text[], event_id text)",
        "CREATE TABLE events (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE PUBLICATION parts FOR TABLE events"
    };

    /** What changes the server, or a slot that only exists in a test of its own, is planned or parsed and not run. */
    private static final Pattern NOT_TO_RUN =
            Pattern.compile("(?is)ALTER SYSTEM.*|.*(replication_slot|pg_reload_conf|pg_hba).*");

    private static final Pattern SQL_URI = Pattern.compile("\"sql:([^\"]+)\"");

    @Test
    void SQL_of_the_pages_is_accepted_by_PostgreSQL() throws Exception {
        List<Snippet> blocks = Snippet.all().stream()
                .filter(one -> one.language().equals("sql"))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(4);
        List<String> wrong = new ArrayList<>();
        try (TestDatabase database = PgServers.newest().newDatabase()) {
            database.sql(TABLES);
            for (Snippet block : blocks) {
                run(database, block, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void SQL_in_URIs_of_the_pages_is_accepted_by_PostgreSQL() throws Exception {
        List<String> wrong = new ArrayList<>();
        int found = 0;
        try (TestDatabase database = PgServers.newest().newDatabase()) {
            database.sql(TABLES);
            for (Snippet block : Snippet.all()) {
                for (String sql : SQL_URI.matcher(block.text())
                        .results()
                        .map(uri -> uri.group(1))
                        .toList()) {
                    found++;
                    String plain = sql.replaceAll("\\?\\w+=.*", "").replaceAll(":#(\\$\\{[^}]*}|\\w+)", "NULL");
                    attempt(database, block, wrong, "EXPLAIN " + plain);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(found).isGreaterThan(2);
    }

    /** In a transaction that is rolled back. */
    private static void run(TestDatabase database, Snippet block, List<String> wrong) throws SQLException {
        List<String> statements = statements(block);
        assertThat(statements).as(block.toString()).isNotEmpty();
        statements.stream()
                .filter(sql -> NOT_TO_RUN.matcher(sql).matches())
                .forEach(sql -> attempt(database, block, wrong, checkOf(sql)));
        attempt(
                database,
                block,
                wrong,
                statements.stream()
                        .filter(sql -> !NOT_TO_RUN.matcher(sql).matches())
                        .toArray(String[]::new));
    }

    /** A plan of a query, whose functions must exist; the grammar of anything else, in a block that returns before it. */
    private static String checkOf(String sql) {
        return sql.startsWith("SELECT") ? "EXPLAIN " + sql : "DO $do$ BEGIN RETURN; " + sql + "; END $do$";
    }

    private static List<String> statements(Snippet block) {
        return Arrays.stream(block.text().replaceAll("--.*", "").split(";\\s*\\n|;\\s*$"))
                .map(String::strip)
                .filter(sql -> !sql.isEmpty() && !sql.equals("BEGIN") && !sql.equals("COMMIT"))
                .toList();
    }

    private static void attempt(TestDatabase database, Snippet block, List<String> wrong, String... statements) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.rollback();
        } catch (SQLException e) {
            wrong.add(block + ": " + e.getMessage());
        }
    }
}
