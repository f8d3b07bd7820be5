package io.pgwal.reliability;

import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the database itself says: the journal of committed changes, and the tables as they are.
 *
 * @param journal in the order in which the changes of a key were made
 * @param tables  table → key → columns
 */
record Truth(List<Entry> journal, Map<String, Map<String, Map<String, String>>> tables) {

    /** Published, each with the SQL of its key. */
    private static final Map<String, String> TABLES = tables("account", "ledger", "brief", "bulk");

    private static final String KEY_OF_LEDGER = "%1$s.region || '/' || %1$s.code";

    /**
     * A committed change.
     *
     * @param version of the row, one for each row ever written; 0 for a delete, a truncate and a message
     * @param oldKey  where the key changed, else empty
     * @param content of a message, else empty
     */
    record Entry(String kind, String table, String key, String oldKey, long version, String content) {}

    private static Map<String, String> tables(String... names) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String name : names) {
            keys.put(name, name.equals("ledger") ? KEY_OF_LEDGER : "%1$s.id::text");
        }
        return keys;
    }

    /** The published tables, their publication {@code pub}, and the triggers that write the journal. */
    static void create(TestDatabase database) throws SQLException {
        database.sql(
                "CREATE SEQUENCE versions",
                "CREATE TABLE account (id int PRIMARY KEY, version bigint NOT NULL DEFAULT nextval('versions'),"
                        + " note text, wide text)",
                "ALTER TABLE account ALTER wide SET STORAGE EXTERNAL",
                "CREATE TABLE ledger (region int, version bigint NOT NULL DEFAULT nextval('versions'), note text,"
                        + " code text, wide text, PRIMARY KEY (region, code))",
                "ALTER TABLE ledger ALTER wide SET STORAGE EXTERNAL",
                "CREATE TABLE brief (id int PRIMARY KEY, version bigint NOT NULL DEFAULT nextval('versions'), note text)",
                "CREATE TABLE bulk (id bigserial PRIMARY KEY, version bigint NOT NULL DEFAULT nextval('versions'),"
                        + " note text)",
                "CREATE TABLE journal (seq bigserial PRIMARY KEY, kind text NOT NULL, tab text NOT NULL,"
                        + " key text NOT NULL, old_key text NOT NULL DEFAULT '', version bigint NOT NULL DEFAULT 0,"
                        + " content text NOT NULL DEFAULT '')",
                "CREATE PUBLICATION pub FOR TABLE account, ledger, brief, bulk");
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            createTriggers(database, table.getKey(), table.getValue());
        }
    }

    private static void createTriggers(TestDatabase database, String table, String key) throws SQLException {
        String newKey = key.formatted("NEW");
        String oldKey = key.formatted("OLD");
        database.sql(
                """
                CREATE FUNCTION record_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF TG_OP = 'INSERT' THEN
                    INSERT INTO journal (kind, tab, key, version) VALUES (TG_OP, '%1$s', %2$s, NEW.version);
                  ELSIF TG_OP = 'UPDATE' THEN
                    INSERT INTO journal (kind, tab, key, old_key, version)
                    VALUES (TG_OP, '%1$s', %2$s, CASE WHEN %2$s = %3$s THEN '' ELSE %3$s END, NEW.version);
                  ELSIF TG_OP = 'DELETE' THEN
                    INSERT INTO journal (kind, tab, key) VALUES (TG_OP, '%1$s', %3$s);
                  ELSE
                    INSERT INTO journal (kind, tab, key) VALUES (TG_OP, '%1$s', '*');
                  END IF;
                  RETURN NULL;
                END $$
                """.formatted(table, newKey, oldKey),
                "CREATE TRIGGER rows AFTER INSERT OR UPDATE OR DELETE ON " + table
                        + " FOR EACH ROW EXECUTE FUNCTION record_" + table + "()",
                "CREATE TRIGGER whole AFTER TRUNCATE ON " + table + " FOR EACH STATEMENT EXECUTE FUNCTION record_"
                        + table + "()");
    }

    /** As of now; nobody writes any more. */
    static Truth of(TestDatabase database) throws SQLException {
        List<Entry> journal = new ArrayList<>();
        Map<String, Map<String, Map<String, String>>> tables = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (Map<String, String> row : rows(statement, "SELECT * FROM journal ORDER BY seq")) {
                journal.add(new Entry(
                        row.get("kind"),
                        row.get("tab"),
                        row.get("key"),
                        row.get("old_key"),
                        Long.parseLong(row.get("version")),
                        row.get("content")));
            }
            for (Map.Entry<String, String> table : TABLES.entrySet()) {
                tables.put(table.getKey(), table(statement, table.getKey(), table.getValue()));
            }
        }
        return new Truth(journal, tables);
    }

    /** What a consumer with these options is to deliver. */
    static Truth of(TestDatabase database, String options) throws SQLException {
        Truth all = of(database);
        boolean messages = !options.contains("messages=false");
        return new Truth(
                all.journal.stream()
                        .filter(entry -> messages || !entry.kind().equals(RecordedEvent.MESSAGE))
                        .toList(),
                all.tables);
    }

    private static Map<String, Map<String, String>> table(Statement statement, String name, String key)
            throws SQLException {
        String columns = rows(
                        statement,
                        "SELECT attname FROM pg_attribute WHERE attrelid = '" + name
                                + "'::regclass AND attnum > 0 ORDER BY attnum")
                .stream()
                .map(row -> row.get("attname"))
                .map(column -> column.equals("wide") ? "md5(wide) AS wide" : column)
                .collect(Collectors.joining(", "));
        Map<String, Map<String, String>> table = new HashMap<>();
        for (Map<String, String> row :
                rows(statement, "SELECT " + key.formatted("t") + " AS its_key, " + columns + " FROM " + name + " t")) {
            table.put(row.remove("its_key"), row);
        }
        return table;
    }

    private static List<Map<String, String>> rows(Statement statement, String sql) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), result.getString(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
