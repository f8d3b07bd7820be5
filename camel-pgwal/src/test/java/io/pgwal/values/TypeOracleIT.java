package io.pgwal.values;

import static io.pgwal.values.SampleTables.execute;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL says what is right: values go in through SQL, come back through a slot in text and in binary, must be equal
 * to each other, and rendered again must be to the server what went in.
 */
@OnEveryPostgres
class TypeOracleIT {

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private final PgServer server;
    private final List<String> failures = new ArrayList<>();

    TypeOracleIT(PgServer server) {
        this.server = server;
    }

    @Test
    void every_value_is_the_same_in_text_and_in_binary_and_goes_back_as_it_came() throws SQLException {
        List<TypeSample> samples = new ArrayList<>(TypeSamples.builtin(server.major(), SEED));
        samples.addAll(UserTypeSamples.all(SEED));
        try (TestDatabase database = server.newDatabase();
                Connection connection = database.connect()) {
            RecordedStream.pin(connection, "UTC");
            define(connection, database);
            for (int i = 0; i < samples.size(); i++) {
                SampleTables.create(connection, "t" + i, samples.get(i));
                if (samples.get(i).binary) {
                    execute(connection, "alter publication sendable add table t" + i);
                }
                SampleTables.fill(connection, "t" + i, samples.get(i), failures);
            }
            execute(connection, "insert into the_end values (1)");
            TypeCatalog types = new TypeCatalog();
            ServerTypes.read(connection).values().forEach(types::add);
            Map<String, List<Row>> text =
                    RecordedStream.read(database, "everything", false, "UTC", types, e -> failures.add("text: " + e));
            Map<String, List<Row>> binary =
                    RecordedStream.read(database, "sendable", true, "UTC", types, e -> failures.add("binary: " + e));
            // where offsets have seconds before 1883
            Map<String, List<Row>> newYork = RecordedStream.read(
                    database, "everything", false, "America/New_York", types, e -> failures.add("New York: " + e));
            int values = 0;
            for (int i = 0; i < samples.size(); i++) {
                compare(samples.get(i), text.get("t" + i), newYork.get("t" + i));
                TypeSample sample = samples.get(i);
                List<Row> other = sample.binary && sample.sameInBoth ? binary.get("t" + i) : text.get("t" + i);
                values += compare(sample, text.get("t" + i), other);
            }
            assertThat(failures).as("replay with -Dseed=%d", SEED).isEmpty();
            for (int i = 0; i < samples.size(); i++) {
                if (samples.get(i).goesBack) {
                    sendBack(connection, samples.get(i), "t" + i, text.get("t" + i), types);
                }
            }
            System.out.printf("PostgreSQL %s: %d types, %d values, -Dseed=%d%n", server, samples.size(), values, SEED);
        }
        assertThat(failures).as("replay with -Dseed=%d", SEED).isEmpty();
    }

    @Test
    void the_table_of_built_in_types_is_the_server_s() throws SQLException {
        Map<Long, PgType> catalog;
        try (TestDatabase database = server.newDatabase();
                Connection connection = database.connect()) {
            catalog = ServerTypes.read(connection);
        }
        Set<String> missing = new TreeSet<>();
        catalog.forEach((oid, type) -> {
            boolean scalar = type instanceof PgType.Base || type instanceof PgType.Range;
            if (oid < 10_000 && scalar && BuiltinTypes.find(oid) == null) {
                missing.add(type.name());
            }
        });
        BuiltinTypes.all().forEach((oid, type) -> assertThat(catalog.get(oid)).isEqualTo(type));
        // what remains is text, and hardly ever a column's type
        assertThat(missing)
                .isSubsetOf(
                        "gtsvector",
                        "pg_brin_bloom_summary",
                        "pg_brin_minmax_multi_summary",
                        "pg_dependencies",
                        "pg_mcv_list",
                        "pg_ndistinct",
                        "pg_node_tree");
    }

    @Test
    void a_base_type_that_is_not_known_is_its_text_and_in_binary_reported_hex() throws SQLException {
        List<UndecodableValueException> reported = new ArrayList<>();
        try (TestDatabase database = server.newDatabase();
                Connection connection = database.connect()) {
            define(connection, database);
            execute(connection, "create table cubes (id int primary key, c cube, a cube[])");
            execute(connection, "alter publication sendable add table cubes");
            execute(connection, "insert into cubes values (1, '(1,2)', '{\"(1,2)\",NULL}')");
            execute(connection, "insert into the_end values (1)");
            TypeCatalog types = new TypeCatalog();
            ServerTypes.read(connection).values().forEach(types::add);
            Row text = RecordedStream.read(database, "everything", false, "UTC", types, reported::add)
                    .get("cubes")
                    .get(0);
            assertThat(text.get("c")).isEqualTo("(1, 2)");
            assertThat(text.get("a")).isEqualTo(Arrays.asList("(1, 2)", null));
            assertThat(reported).isEmpty();
            Row binary = RecordedStream.read(database, "sendable", true, "UTC", types, reported::add)
                    .get("cubes")
                    .get(0);
            assertThat(binary.get("id")).isEqualTo(1);
            assertThat((String) binary.get("c")).startsWith("\\x").contains("3ff0000000000000");
            assertThat((String) binary.get("a")).startsWith("\\x").contains("3ff0000000000000");
        }
        assertThat(reported).extracting(UndecodableValueException::column).containsExactly("c", "a");
    }

    private static void define(Connection connection, TestDatabase database) throws SQLException {
        for (String definition : UserTypeSamples.DEFINITIONS) {
            execute(connection, definition);
        }
        execute(connection, "create table the_end (id int)");
        execute(connection, "create publication everything for all tables");
        execute(connection, "create publication sendable for table the_end");
        execute(connection, "select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
    }

    private int compare(TypeSample sample, List<Row> text, List<Row> other) {
        int values = 0;
        for (int i = 0; i < text.size(); i++) {
            Row row = text.get(i);
            for (String column : row.keySet()) {
                String value = DeepValue.of(row.get(column));
                String otherValue = DeepValue.of(other.get(i).get(column));
                values++;
                if (!value.equals(otherValue)) {
                    failures.add(sample.type + " " + column + " of row " + row.get("id") + ": once " + value + ", once "
                            + otherValue);
                }
            }
        }
        return values;
    }

    private void sendBack(Connection connection, TypeSample sample, String table, List<Row> rows, TypeCatalog types)
            throws SQLException {
        ServerText renderer = new ServerText(types);
        execute(connection, "create temp table back (like " + table + ")");
        for (Row row : rows) {
            List<String> rendered = new ArrayList<>();
            for (Column column : row.relation().columns()) {
                Object value = row.get(column.name());
                rendered.add(
                        value == null
                                ? "null"
                                : TypeSample.quoted(renderer.of(column.type().oid(), value)));
            }
            try {
                execute(connection, "insert into back values (" + String.join(", ", rendered) + ")");
            } catch (SQLException e) {
                failures.add("the server does not read back a " + sample.type + ": " + e.getMessage());
            }
        }
        for (Column column : rows.get(0).relation().columns()) {
            String sql =
                    "select t.id, format('%s', t.COLUMN), format('%s', b.COLUMN) from TABLE t join back b using (id)"
                            + " where format('%s', t.COLUMN) <> format('%s', b.COLUMN) or (t.COLUMN is null) <> (b.COLUMN is null)";
            try (Statement statement = connection.createStatement();
                    ResultSet differing =
                            statement.executeQuery(sql.replace("TABLE", table).replace("COLUMN", column.name()))) {
                while (differing.next()) {
                    failures.add(sample.type + " " + table + "." + column.name() + " went in as "
                            + differing.getString(2) + ", came back as " + differing.getString(3));
                }
            }
        }
        execute(connection, "drop table back");
    }
}
