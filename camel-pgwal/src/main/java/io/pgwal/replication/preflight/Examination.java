package io.pgwal.replication.preflight;

import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SlotState;
import io.pgwal.replication.preflight.Finding.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The server under examination, and what the check that runs has found. */
final class Examination {

    /** A row of pg_settings. @param shown with its unit */
    record Setting(String value, String shown) {
        long number() {
            return Long.parseLong(value);
        }
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    final SessionSettings settings;
    final Facts facts;
    private final Connection connection;
    private List<Finding> findings = new ArrayList<>();
    private String check;

    Examination(Connection connection, SessionSettings settings, Facts facts) {
        this.connection = connection;
        this.settings = settings;
        this.facts = facts;
    }

    List<Finding> run(String name, Check look) throws SQLException {
        check = name;
        findings = new ArrayList<>();
        try {
            look.look(this);
        } catch (SQLException e) {
            if (connection.isClosed() || String.valueOf(e.getSQLState()).startsWith("08")) {
                throw e;
            }
            warn(
                    "could not be looked at: " + firstLine(e) + " (SQLSTATE " + e.getSQLState() + ")",
                    "Look again as a role that may see it");
        }
        return findings;
    }

    void ok(String what) {
        findings.add(new Finding(check, Level.OK, what, ""));
    }

    void warn(String what, String remedy) {
        findings.add(new Finding(check, Level.WARN, what, remedy));
    }

    void fail(String what, String remedy) {
        findings.add(new Finding(check, Level.FAIL, what, remedy));
    }

    /** Empty when this version has no such setting, or hides it from this role. */
    Optional<Setting> setting(String name) throws SQLException {
        return ask(
                        "SELECT setting, pg_catalog.current_setting(name) FROM pg_catalog.pg_settings"
                                + " WHERE name = ?::pg_catalog.text",
                        row -> new Setting(row.getString(1), row.getString(2)),
                        name)
                .stream()
                .findFirst();
    }

    /** @param parameters strings, or an array of strings */
    <T> List<T> ask(String question, Row<T> reader, Object... parameters) throws SQLException {
        List<T> answers = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement(question)) {
            for (int i = 0; i < parameters.length; i++) {
                sql.setObject(
                        i + 1,
                        parameters[i] instanceof String[] array
                                ? connection.createArrayOf("text", array)
                                : parameters[i]);
            }
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    answers.add(reader.read(row));
                }
            }
        }
        return answers;
    }

    /** Of the whole server. */
    List<SlotState> slots() throws SQLException {
        return SlotState.all(connection);
    }

    String[] publications() {
        return settings.publications().names().toArray(String[]::new);
    }

    static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** As people read it, by powers of 1024. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        double value = bytes;
        String unit = "";
        for (String next : List.of("kB", "MB", "GB", "TB")) {
            if (value < 1024) {
                break;
            }
            value /= 1024;
            unit = next;
        }
        return value < 10
                ? String.format(java.util.Locale.ROOT, "%.1f %s", value, unit)
                : Math.round(value) + " " + unit;
    }

    /** Names, the first ten of them. */
    static String some(List<String> names) {
        return names.size() <= 10
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 10)) + " and " + (names.size() - 10) + " more";
    }
}
