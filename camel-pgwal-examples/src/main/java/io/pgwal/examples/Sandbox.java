package io.pgwal.examples;

import io.pgwal.camel.PgWalComponent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What an example has on a server: schemas that the SQL of its folder fills, and a publication and a slot that are called
 * as the first of them. All of it is removed at the end, also of a run that is interrupted: a slot that is left behind
 * holds WAL for ever.
 */
public final class Sandbox implements AutoCloseable {

    private final DemoServer server;
    private final Connection connection;
    private final List<String> schemas;
    private final Thread whenInterrupted = new Thread(this::clean, "remove-sandbox");
    private CamelContext camel;
    private boolean clean;

    private Sandbox(DemoServer server, List<String> schemas) throws SQLException {
        this.server = server;
        this.connection = server.connect();
        this.schemas = schemas;
    }

    /** For a main programme: prints where it is; what fails from now on fails in one line. */
    public static Sandbox open(String folder, String... schemas) throws IOException, SQLException {
        DemoServer.failInOneLine();
        DemoServer server = DemoServer.ownOrEmbedded();
        System.out.println("On " + server.describe() + ".");
        System.out.println("Creates there the slot, the publication and the schema " + schemas[0] + and(schemas)
                + ", and removes them at the end.\n");
        return on(server, folder, schemas);
    }

    /**
     * Takes the server over, and closes it at the end.
     *
     * @param folder where the class path has its schema.sql
     * @throws IllegalStateException when something bears one of these names already, which might be somebody else's
     */
    public static Sandbox on(DemoServer server, String folder, String... schemas) throws IOException, SQLException {
        Sandbox sandbox = new Sandbox(server, List.of(schemas));
        try {
            sandbox.refuseWhatIsThere();
            if (server.isOwn()) {
                Runtime.getRuntime().addShutdownHook(sandbox.whenInterrupted);
            }
            sandbox.execute(text("/" + folder + "/schema.sql"));
            return sandbox;
        } catch (IOException | SQLException | RuntimeException e) {
            try (sandbox) {
                throw e;
            }
        }
    }

    private static String and(String... schemas) {
        return List.of(schemas).stream()
                .skip(1)
                .map(schema -> ", the schema " + schema)
                .collect(Collectors.joining());
    }

    private void refuseWhatIsThere() throws SQLException {
        String names = schemas.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        List<String> found = texts("SELECT 'the schema ' || nspname FROM pg_namespace WHERE nspname IN (" + names + ")"
                + " UNION SELECT 'the publication ' || pubname FROM pg_publication WHERE pubname IN (" + names + ")"
                + " UNION SELECT 'the slot ' || slot_name FROM pg_replication_slots WHERE slot_name IN (" + names
                + ") ORDER BY 1");
        if (!found.isEmpty()) {
            clean = true; // nothing in it is this one's
            throw new IllegalStateException("There is " + String.join(", ", found)
                    + " already, which this example would create. If an earlier run left it: " + removal());
        }
    }

    public DemoServer server() {
        return server;
    }

    /** The one whose routes read this server, with data source and transactions on the first schema; stopped at the end. */
    public synchronized CamelContext camel() throws SQLException {
        if (camel == null) {
            camel = camel(server, schemas.get(0));
        }
        return camel;
    }

    /**
     * @param schema what the tables of the data source {@code database} are looked for in. It is one connection, for one
     *     thread at a time, where yours is a pool. Routes that say {@code transacted()} have its transactions
     */
    public static CamelContext camel(DemoServer server, String schema) throws SQLException {
        CamelContext camel = new DefaultCamelContext();
        camel.getComponent("pgwal", PgWalComponent.class).getConfiguration().setUrl(server.url());
        Connection connection = server.connect();
        connection.setSchema(schema);
        DataSource database = new SingleConnectionDataSource(connection, true);
        camel.getRegistry().bind("database", DataSource.class, database, null, "destroy");
        camel.getRegistry().bind("transactions", new DataSourceTransactionManager(database));
        return camel;
    }

    /** One or several statements, committed at once. Names of tables are qualified. */
    public synchronized void execute(String statements) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statements);
        }
    }

    /** The first column of each row, as text. */
    public synchronized List<String> texts(String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    public long number(String query) throws SQLException {
        return Long.parseLong(texts(query).get(0));
    }

    /** @param resource a file in an example's folder, such as /outbox/schema.sql */
    public static String text(String resource) throws IOException {
        try (InputStream in = Sandbox.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String removal() {
        String name = schemas.get(0);
        return "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + name
                + "'; DROP PUBLICATION IF EXISTS " + name + "; DROP SCHEMA IF EXISTS " + String.join(", ", schemas)
                + " CASCADE";
    }

    private synchronized void clean() {
        if (clean) {
            return;
        }
        clean = true;
        if (camel != null) {
            camel.stop();
        }
        String name = schemas.get(0);
        try {
            if (number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + name + "'") > 0) {
                server.positionOfFree(name);
            }
            execute("SET client_min_messages = warning"); // not which tables went with their schema
            execute(removal());
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Not all that this example created is removed: " + e.getMessage() + ". By hand: " + removal(), e);
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        try (server;
                connection) {
            clean();
            Runtime.getRuntime().removeShutdownHook(whenInterrupted);
        }
    }
}
