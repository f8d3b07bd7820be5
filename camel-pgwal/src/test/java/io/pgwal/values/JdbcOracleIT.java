package io.pgwal.values;

import static io.pgwal.values.SampleTables.execute;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.Transaction;
import io.pgwal.replication.TransactionBuilder;
import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Every sample of every type goes through {@code pgwal:jdbc} and {@code sql:} into an equal table, and is equal there. */
@OnOldestAndNewestPostgres
class JdbcOracleIT {

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private final PgServer server;
    private final List<String> failures = new ArrayList<>();
    private final CamelContext context = new DefaultCamelContext();

    JdbcOracleIT(PgServer server) {
        this.server = server;
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void every_value_is_bound_by_sql_and_equal_in_the_copy() throws Exception {
        List<TypeSample> samples = new ArrayList<>(TypeSamples.builtin(server.major(), SEED));
        samples.addAll(UserTypeSamples.all(SEED));
        // the cast of a text to regclass looks for a relation named "-", which regclass itself reads as none
        samples.removeIf(sample -> !sample.goesBack || sample.type.equals("regclass"));
        try (TestDatabase database = server.newDatabase();
                Connection connection = database.connect()) {
            RecordedStream.pin(connection, "UTC");
            for (String definition : UserTypeSamples.DEFINITIONS) {
                execute(connection, definition);
            }
            execute(connection, "create table the_end (id int)");
            execute(connection, "create publication everything for all tables");
            execute(connection, "select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
            for (int i = 0; i < samples.size(); i++) {
                SampleTables.create(connection, "t" + i, samples.get(i));
                SampleTables.fill(connection, "t" + i, samples.get(i), failures);
            }
            execute(connection, "insert into the_end values (1)");
            TypeCatalog types = new TypeCatalog();
            ServerTypes.read(connection).values().forEach(types::add);
            Map<String, List<Row>> rows =
                    RecordedStream.read(database, "everything", false, "UTC", types, e -> failures.add("" + e));
            context.getRegistry().bind("target", new SingleConnectionDataSource(connection, true));
            context.addRoutes(copying());
            context.start();
            for (int i = 0; i < samples.size(); i++) {
                copy(context.createProducerTemplate(), connection, samples.get(i), "t" + i, rows.get("t" + i));
            }
        }
        assertThat(failures).as("replay with -Dseed=%d", SEED).isEmpty();
    }

    private static RouteBuilder copying() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:copy").transformDataType("pgwal:jdbc").to("sql:select 1?batch=true&dataSource=#target");
            }
        };
    }

    private void copy(ProducerTemplate template, Connection connection, TypeSample sample, String table, List<Row> rows)
            throws SQLException {
        execute(connection, "create temp table back (like " + table + ")");
        String sql = rows.get(0).relation().columns().stream()
                .map(column -> "CAST(:#" + column.name() + " AS " + type(sample, column) + ")")
                .collect(Collectors.joining(", ", "INSERT INTO back VALUES (", ")"));
        TransactionBuilder transaction = Transaction.builder();
        rows.forEach(transaction::insert);
        try {
            template.sendBodyAndHeader("direct:copy", transaction.build(), "CamelSqlQuery", sql);
            compare(connection, sample, table, rows.get(0).relation());
        } catch (RuntimeException e) {
            failures.add(sample.type + " cannot be bound: " + e.getCause().getCause());
        }
        execute(connection, "drop table back");
    }

    private static String type(TypeSample sample, Column column) {
        return switch (column.name()) {
            case "id" -> "int";
            case "v" -> sample.type;
            default -> sample.type + "[]";
        };
    }

    private void compare(Connection connection, TypeSample sample, String table, Relation relation)
            throws SQLException {
        for (Column column : relation.columns()) {
            String sql = "select t.id, format('%s', t.COLUMN), format('%s', b.COLUMN) from TABLE t"
                    + " full join back b using (id) where format('%s', t.COLUMN) <> format('%s', b.COLUMN)"
                    + " or (t.COLUMN is null) <> (b.COLUMN is null)";
            try (Statement statement = connection.createStatement();
                    ResultSet differing =
                            statement.executeQuery(sql.replace("TABLE", table).replace("COLUMN", column.name()))) {
                while (differing.next()) {
                    failures.add(sample.type + " " + table + "." + column.name() + " went in as "
                            + differing.getString(2) + ", came back as " + differing.getString(3));
                }
            }
        }
    }
}
