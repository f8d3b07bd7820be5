package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which publications there are, and making the ones that are to be made. */
final class Publications {

    /** Less than our patience for an answer: a process of the server that waits for a lock does not notice that we left. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(15);

    private Publications() {}

    /** @return the names that the database does not have */
    static List<String> missing(Connection connection, List<String> names) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT 1 FROM pg_catalog.pg_publication WHERE pubname = ?::pg_catalog.text")) {
            for (String name : names) {
                sql.setString(1, name);
                try (ResultSet row = sql.executeQuery()) {
                    if (!row.next()) {
                        missing.add(name);
                    }
                }
            }
        }
        return missing;
    }

    /** @throws ReplicationFailure PUBLICATION_MISSING with the SQL that makes them */
    static void refuse(List<String> missing, SessionSettings settings) {
        String tables = settings.publications().tables().isEmpty()
                ? "FOR TABLE your_table, other_table"
                : tables(settings.publications());
        throw new ReplicationFailure(
                Kind.PUBLICATION_MISSING,
                "The database " + settings.connection().database() + " has no publication "
                        + String.join(", ", missing),
                "Create it before the slot, as owner of the tables: "
                        + missing.stream()
                                .map(name -> "CREATE PUBLICATION " + SqlText.identifier(name) + " " + tables)
                                .collect(Collectors.joining("; ")),
                null);
    }

    /** @throws ReplicationFailure SERVER_IS_STANDBY, before anything is sent */
    static void create(Connection connection, List<String> names, SessionSettings settings, Server server)
            throws SQLException {
        create(connection, names, settings, server, LOCK_WAIT);
    }

    /** @param lockWait how long to wait for a lock on a table; beyond it the server fails the statement (55P03) */
    static void create(
            Connection connection, List<String> names, SessionSettings settings, Server server, Duration lockWait)
            throws SQLException {
        if (names.isEmpty()) {
            return;
        }
        if (server.standby()) {
            throw new ReplicationFailure(
                    Kind.SERVER_IS_STANDBY,
                    "The publication " + String.join(", ", names) + " cannot be created: "
                            + settings.connection().location() + " is a standby",
                    "On the primary: "
                            + names.stream()
                                    .map(name -> create(name, settings.publications()))
                                    .collect(Collectors.joining("; ")),
                    null);
        }
        execute(
                connection,
                names.stream()
                        .map(name -> create(name, settings.publications()))
                        .toList(),
                lockWait);
    }

    /** @param sql statements that alter publications */
    static void alter(Connection connection, List<String> sql) throws SQLException {
        execute(connection, sql, LOCK_WAIT);
    }

    private static void execute(Connection connection, List<String> statements, Duration lockWait) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("SET lock_timeout = " + lockWait.toMillis());
            for (String statement : statements) {
                sql.execute(statement);
            }
            sql.execute("SET lock_timeout = 0");
        }
    }

    /** A table as {@code schema.table}; without a schema it is one of {@code public}. */
    static String qualified(String table) {
        return table.indexOf('.') < 0 ? "public." + table : table;
    }

    private static String create(String name, PublicationSettings settings) {
        return "CREATE PUBLICATION " + SqlText.identifier(name) + " " + tables(settings);
    }

    private static String tables(PublicationSettings settings) {
        if (settings.tables().equals(List.of("*"))) {
            return "FOR ALL TABLES";
        }
        return settings.tables().stream()
                .map(table -> SqlText.table(qualified(table)))
                .collect(Collectors.joining(", ", "FOR TABLE ", ""));
    }
}
