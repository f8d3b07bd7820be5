package io.pgwal.replication.preflight;

import io.pgwal.replication.Kind;
import io.pgwal.replication.PublishedTables;
import io.pgwal.replication.SqlText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is published. */
final class PublicationChecks {

    private record Publication(
            String name, boolean allTables, List<Kind> published, boolean viaRoot, long tables, long filtered) {}

    private static final List<Kind> OPERATIONS = List.of(Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.TRUNCATE);

    private PublicationChecks() {}

    static void publications(Examination on) throws SQLException {
        Map<String, Publication> found = new TreeMap<>();
        String filtered = on.facts.major() < 15 ? "0" : "pg_catalog.count(t.rowfilter)";
        on.ask(
                        "SELECT p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,"
                                + " p.pubviaroot, pg_catalog.count(t.tablename), " + filtered
                                + " FROM pg_catalog.pg_publication p LEFT JOIN pg_catalog.pg_publication_tables t"
                                + " ON t.pubname = p.pubname"
                                + " WHERE p.pubname = ANY (?::pg_catalog.text[]) GROUP BY p.oid, p.pubname, p.puballtables, p.pubinsert,"
                                + " p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot",
                        row -> {
                            List<Kind> published = new ArrayList<>();
                            for (int i = 0; i < OPERATIONS.size(); i++) {
                                if (row.getBoolean(3 + i)) {
                                    published.add(OPERATIONS.get(i));
                                }
                            }
                            return new Publication(
                                    row.getString(1),
                                    row.getBoolean(2),
                                    published,
                                    row.getBoolean(7),
                                    row.getLong(8),
                                    row.getLong(9));
                        },
                        (Object) on.publications())
                .forEach(publication -> found.put(publication.name, publication));
        for (String name : on.settings.publications().names()) {
            if (found.containsKey(name)) {
                present(on, found.get(name));
            } else if (on.settings.publications().create()) {
                on.ok(name + " is not there and will be created");
            } else {
                on.fail(
                        name + " is not there",
                        "As owner of the tables, and before the slot is created:\nCREATE PUBLICATION "
                                + SqlText.identifier(name) + " FOR TABLE your_table, other_table");
            }
        }
    }

    private static void present(Examination on, Publication publication) {
        String what =
                publication.name + " publishes " + publication.tables + (publication.tables == 1 ? " table" : " tables")
                        + (publication.allTables
                                ? ", all there are and will be: one that gets no primary key cannot be updated then"
                                : "")
                        + (publication.filtered > 0 ? ", of " + publication.filtered + " some rows only" : "")
                        + (publication.viaRoot ? ", partitions as their root table" : "");
        List<Kind> left = OPERATIONS.stream()
                .filter(kind -> on.settings.stream().kinds().contains(kind))
                .filter(kind -> !publication.published.contains(kind))
                .toList();
        boolean rows = OPERATIONS.stream().anyMatch(on.settings.stream().kinds()::contains);
        if (publication.tables == 0 && rows) {
            on.warn(
                    publication.name + " publishes no table, so no row will come",
                    publication.allTables
                            ? "CREATE TABLE: it is published then"
                            : "ALTER PUBLICATION " + SqlText.identifier(publication.name) + " ADD TABLE your_table");
        } else if (left.isEmpty()) {
            on.ok(what);
        } else {
            on.warn(
                    what + ", but not their "
                            + String.join(", ", left.stream().map(Kind::name).toList()),
                    "ALTER PUBLICATION " + SqlText.identifier(publication.name)
                            + " SET (publish = 'insert, update, delete, truncate'); or leave them out of kinds");
        }
    }

    /** The option {@code tables} beside what is published: it is used only when the publication is created. */
    static void tables(Examination on) throws SQLException {
        if (on.settings.publications().tables().isEmpty()) {
            return;
        }
        Object names = on.publications();
        Object[] parameters = on.facts.major() < 15 ? new Object[] {names} : new Object[] {names, names};
        List<PublishedTables.Member> members =
                on.ask(PublishedTables.question(on.facts.major()), PublishedTables.Member::read, parameters);
        if (members.isEmpty()) {
            return; // there is no publication, which is said already
        }
        PublishedTables.drift(members, on.settings.publications())
                .ifPresentOrElse(
                        drift -> on.warn(drift.what(), drift.remedy()),
                        () -> on.ok("are what the publication publishes"));
    }

    /** The server finds out only at the first change of the table. */
    static void columnLists(Examination on) throws SQLException {
        if (on.facts.major() < 15 || on.publications().length < 2) {
            return;
        }
        List<String> tables = on.ask(
                "SELECT pg_catalog.format('%I.%I', schemaname, tablename) FROM pg_catalog.pg_publication_tables"
                        + " WHERE pubname = ANY (?::pg_catalog.text[]) GROUP BY schemaname, tablename"
                        + " HAVING pg_catalog.count(DISTINCT attnames::pg_catalog.text) > 1 ORDER BY 1",
                row -> row.getString(1), (Object) on.publications());
        if (tables.isEmpty()) {
            on.ok("agree in all publications");
        } else {
            on.fail(
                    "differ between the publications for " + Examination.some(tables)
                            + "; the first change of such a table is an error",
                    "Give a table the same columns in all of them, or read only one of them");
        }
    }
}
