package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What publications publish, beside what the option {@code tables} says that they should. */
public final class PublishedTables {

    /**
     * What differs.
     *
     * @param sql changes the publication to what the option says; empty when nothing but a new publication does
     */
    public record Drift(String what, String remedy, List<String> sql) {}

    /**
     * A table that a publication names; with {@code table} null all of a schema, and with {@code schema} null nothing.
     *
     * @param all whether the publication is FOR ALL TABLES
     */
    public record Member(String publication, boolean all, String schema, String table) {

        public static Member read(ResultSet row) throws SQLException {
            return new Member(row.getString(1), row.getBoolean(2), row.getString(3), row.getString(4));
        }

        private String name() {
            return schema + "." + table;
        }
    }

    private static final String TABLES = """
            SELECT p.pubname, p.puballtables, n.nspname, c.relname
            FROM pg_catalog.pg_publication p
            LEFT JOIN pg_catalog.pg_publication_rel r ON r.prpubid OPERATOR(pg_catalog.=) p.oid
            LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) r.prrelid
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE p.pubname OPERATOR(pg_catalog.=) ANY (?::pg_catalog.text[])""";

    private static final String SCHEMAS = """

            UNION ALL
            SELECT p.pubname, p.puballtables, n.nspname, NULL
            FROM pg_catalog.pg_publication p
            JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid OPERATOR(pg_catalog.=) p.oid
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) s.pnnspid
            WHERE p.pubname OPERATOR(pg_catalog.=) ANY (?::pg_catalog.text[])""";

    private static final String DIFFERING_COLUMNS = """
            SELECT pg_catalog.format('%I.%I', schemaname, tablename)
            FROM pg_catalog.pg_publication_tables
            WHERE pubname OPERATOR(pg_catalog.=) ANY (?::pg_catalog.text[])
            GROUP BY schemaname, tablename
            HAVING pg_catalog.count(DISTINCT attnames::pg_catalog.text) OPERATOR(pg_catalog.>) 1
            ORDER BY 1""";

    private PublishedTables() {}

    /** For {@link Member#read}; each parameter is an array of the publications' names. */
    public static String question(int major) {
        return major < 15 ? TABLES : TABLES + SCHEMAS;
    }

    /** As below, asking the server. */
    static Optional<Drift> drift(Connection connection, SessionSettings settings, Server server) throws SQLException {
        PublicationSettings publications = settings.publications();
        if (publications.tables().isEmpty()) {
            return Optional.empty();
        }
        List<Member> members = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement(question(server.major()))) {
            for (int i = 1; i <= (server.major() < 15 ? 1 : 2); i++) {
                sql.setString(i, array(publications.names()));
            }
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    members.add(Member.read(row));
                }
            }
        }
        return drift(members, publications);
    }

    /** Empty when the publications publish what the option says, or when it says nothing. */
    public static Optional<Drift> drift(List<Member> members, PublicationSettings settings) {
        boolean all = members.stream().anyMatch(Member::all);
        boolean allWanted = settings.tables().equals(List.of("*"));
        if (settings.tables().isEmpty() || all && allWanted) {
            return Optional.empty();
        }
        String names = String.join(", ", settings.names());
        if (all || allWanted) {
            String what = "The option tables says " + String.join(",", settings.tables()) + ", but the publication "
                    + names + (all ? " publishes all tables" : " does not publish all tables");
            return Optional.of(
                    new Drift(what, "Change the option tables, or read a publication that is made so", List.of()));
        }
        Set<String> wanted = new LinkedHashSet<>();
        settings.tables().forEach(table -> wanted.add(Publications.qualified(table)));
        Set<String> missing = new LinkedHashSet<>(wanted);
        Set<String> extra = new LinkedHashSet<>();
        for (Member member : members) {
            missing.removeIf(name ->
                    member.table() == null ? name.startsWith(member.schema() + ".") : name.equals(member.name()));
            // of several publications the option tells what the created ones add
            if (settings.names().size() == 1 && member.table() != null && !wanted.contains(member.name())) {
                extra.add(member.name());
            }
        }
        return of(settings.names().get(0), names, missing, extra);
    }

    private static Optional<Drift> of(String first, String names, Set<String> missing, Set<String> extra) {
        List<String> what = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        String alter = "ALTER PUBLICATION " + SqlText.identifier(first);
        if (!missing.isEmpty()) {
            what.add("does not publish " + String.join(", ", missing));
            sql.add(alter + " ADD TABLE " + list(missing));
        }
        if (!extra.isEmpty()) {
            what.add("publishes " + String.join(", ", extra) + " too");
            sql.add(alter + " DROP TABLE " + list(extra));
        }
        return what.isEmpty()
                ? Optional.empty()
                : Optional.of(new Drift(
                        "The publication " + names + " " + String.join(", and ", what)
                                + ", unlike what the option tables says",
                        "Change the option tables, set alterPublication=true, or as the tables' owner: "
                                + String.join("; ", sql),
                        sql));
    }

    /** @throws ReplicationFailure PUBLICATION_CONFLICT if that is why the server cannot decode a change */
    static void refuseConflict(SessionSettings settings, SQLException e) {
        List<String> tables = new ArrayList<>();
        try (Connection connection = settings.connection().connect();
                PreparedStatement sql = connection.prepareStatement(DIFFERING_COLUMNS)) {
            sql.setString(1, array(settings.publications().names()));
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
        } catch (SQLException unanswered) {
            e.addSuppressed(unanswered); // then the refusal is told as it is
        }
        if (!tables.isEmpty()) {
            throw new ReplicationFailure(
                    Kind.PUBLICATION_CONFLICT,
                    "The publications "
                            + String.join(", ", settings.publications().names()) + " have different column lists for "
                            + String.join(", ", tables) + " (0A000)",
                    "Name only one of them in the option publication; giving the tables the same columns in all of them"
                            + " helps for changes made after that",
                    e);
        }
    }

    /** An array's text, which every query mode can send. */
    private static String array(List<String> names) {
        return names.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String list(Set<String> names) {
        return names.stream().map(SqlText::table).collect(Collectors.joining(", "));
    }
}
