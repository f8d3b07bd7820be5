package io.pgwal.examples.firstroute;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.Ledger;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables, and people who change them. Its schema, publication and slot bear one name, and go when it is closed. */
final class Shop implements AutoCloseable {

    static final String NAME = "pgwal_shop";

    private static final Pattern CHANGE =
            Pattern.compile("(INSERT|UPDATE|DELETE|TRUNCATE) (?:INTO |FROM )?(\\w+)\\b.*", Pattern.DOTALL);

    private final Connection connection;
    private final Ledger ledger;
    private final PrintStream out;
    private boolean created;

    Shop(DemoServer server, Ledger ledger, PrintStream out) throws SQLException {
        this.connection = server.connect();
        this.ledger = ledger;
        this.out = out;
    }

    /** @throws IllegalStateException when something bears its name already, which might be somebody else's */
    void create() throws SQLException {
        try (PreparedStatement sql =
                        connection.prepareStatement("SELECT 'schema' FROM pg_namespace WHERE nspname = '" + NAME
                                + "' UNION SELECT 'publication' FROM pg_publication WHERE pubname = '" + NAME
                                + "' UNION SELECT 'slot' FROM pg_replication_slots WHERE slot_name = '" + NAME + "'");
                ResultSet found = sql.executeQuery()) {
            if (found.next()) {
                throw new IllegalStateException("There is a " + found.getString(1) + " " + NAME
                        + " already, which this example would create. If an earlier run left it: " + removal());
            }
        }
        created = true;
        execute("CREATE SCHEMA " + NAME);
        execute("SET search_path = " + NAME);
        for (Step step : Step.read("schema.sql")) {
            for (String statement : step.statements()) {
                execute(statement);
            }
        }
    }

    /** Says what happens, makes it happen, and puts down in the ledger what was committed. */
    void run(Step step) throws SQLException {
        out.println("  -- " + step.caption());
        List<String> open = new ArrayList<>();
        int rolledBack = 0;
        boolean transaction = false;
        for (String statement : step.statements()) {
            open.addAll(execute(statement));
            switch (statement) {
                case "BEGIN" -> transaction = true;
                case "ROLLBACK" -> {
                    rolledBack += open.size();
                    open.clear();
                    transaction = false;
                }
                case "COMMIT" -> transaction = false;
                default -> {
                    // one of several in a transaction, or one that is committed at once
                }
            }
            if (!transaction) {
                ledger.sent(open);
                open.clear();
            }
        }
        if (rolledBack > 0) {
            out.println("  (rolled back, so it is not here; changes: " + rolledBack + ")");
        }
    }

    /** @return a kind and a relation for each change that this statement makes */
    private List<String> execute(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
            if (statement.startsWith("SELECT pg_logical_emit_message")) {
                return List.of("MESSAGE -");
            }
            Matcher change = CHANGE.matcher(statement);
            if (!change.matches()) {
                return List.of();
            }
            int count = change.group(1).equals("TRUNCATE") ? 1 : sql.getUpdateCount();
            String kind = change.group(1).toUpperCase(Locale.ROOT);
            return Collections.nCopies(count, kind + " " + NAME + "." + change.group(2));
        }
    }

    private static String removal() {
        return "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '" + NAME
                + "'; DROP PUBLICATION IF EXISTS " + NAME + "; DROP SCHEMA IF EXISTS " + NAME + " CASCADE";
    }

    /** Nobody reads the slot any more when this is called. */
    @Override
    public void close() throws SQLException {
        try (connection;
                Statement sql = connection.createStatement()) {
            if (created) {
                sql.execute("SET client_min_messages = warning"); // not which tables went with their schema
                sql.execute(removal());
                created = false;
            }
        }
    }
}
