package io.pgwal.replication.preflight;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The published tables. */
final class TableChecks {

    /** Published tables that have rows, so of a partitioned one its partitions; and what of them is published. */
    private static final String LEAVES = """
            WITH published AS (
                SELECT c.oid, c.relkind, pg_catalog.bool_or(p.pubupdate OR p.pubdelete) AS changes
                  FROM pg_catalog.pg_publication p
                  JOIN pg_catalog.pg_publication_tables t ON t.pubname = p.pubname
                  JOIN pg_catalog.pg_namespace n ON n.nspname = t.schemaname
                  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
                 WHERE p.pubname = ANY (?::pg_catalog.text[])
                 GROUP BY c.oid, c.relkind
            ), leaves AS (
                SELECT c.oid, pg_catalog.bool_or(p.changes) AS changes
                  FROM published p
                  LEFT JOIN LATERAL pg_catalog.pg_partition_tree(p.oid) l ON p.relkind = 'p' AND l.isleaf
                  JOIN pg_catalog.pg_class c ON c.oid = coalesce(l.relid::pg_catalog.oid, p.oid) AND c.relkind = 'r'
                 GROUP BY 1
            )
            """;

    /** As the server decides when it refuses an update; a deferrable primary key does not count. */
    private static final String IDENTITY = LEAVES + """
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), c.relreplident::pg_catalog.text,
                   CASE c.relreplident
                        WHEN 'f' THEN true
                        WHEN 'n' THEN false
                        WHEN 'd' THEN EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary
                                                AND i.indimmediate AND i.indisvalid)
                        ELSE EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)
                   END,
                   (SELECT pg_catalog.quote_ident(x.relname)
                      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                     WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
                       AND i.indpred IS NULL AND i.indexprs IS NULL
                       AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                                        WHERE a.attrelid = c.oid AND NOT a.attnotnull
                                          AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
                     ORDER BY i.indisprimary DESC, i.indnkeyatts, x.relname LIMIT 1),
                   EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate)
              FROM leaves l JOIN pg_catalog.pg_class c ON c.oid = l.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE l.changes
             ORDER BY 1""";

    /**
     * Tables whose column list lacks a column of the replica identity, or whose row filter asks for one that is none of it;
     * from PostgreSQL 15 on. A root's list and filter hold for its partitions, by the names of their columns.
     */
    private static final String UNFIT = """
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.quote_ident(p.pubname), c.relreplident = 'f',
                   x.listed IS NOT NULL AND (c.relreplident = 'f' OR NOT x.identity <@ x.listed),
                   c.relreplident <> 'f' AND x.filtered && ARRAY(SELECT pg_catalog.unnest(x.filtered) EXCEPT SELECT pg_catalog.unnest(x.identity)),
                   (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                     WHERE a.attrelid = r.prrelid AND a.attname::pg_catalog.text = ANY (x.listed || x.identity))
              FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_rel r ON r.prpubid = p.oid
              LEFT JOIN LATERAL pg_catalog.pg_partition_tree(r.prrelid) l ON l.isleaf
              JOIN pg_catalog.pg_class c ON c.oid = coalesce(l.relid::pg_catalog.oid, r.prrelid) AND c.relkind = 'r'
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              CROSS JOIN LATERAL (
                   SELECT (SELECT pg_catalog.array_agg(a.attname::pg_catalog.text) FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) AS listed,
                          ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum IN (
                                SELECT found[1]::int FROM pg_catalog.regexp_matches(r.prqual::pg_catalog.text, ':varattno (\\d+)', 'g') AS found))
                                AS filtered,
                          ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid
                                   AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1])
                                 WHERE i.indrelid = c.oid
                                   AND CASE c.relreplident WHEN 'd' THEN i.indisprimary AND i.indimmediate
                                            WHEN 'i' THEN i.indisreplident ELSE false END) AS identity
              ) AS x
             WHERE p.pubname = ANY (?::pg_catalog.text[]) AND (p.pubupdate OR p.pubdelete)
               AND (c.relreplident = 'f' OR pg_catalog.cardinality(x.identity) > 0)
             ORDER BY 1, 2""";

    private static final String SECURED = LEAVES + """
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
              FROM leaves l JOIN pg_catalog.pg_class c ON c.oid = l.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relrowsecurity
             ORDER BY 1""";

    /** A value alone comes as text when its type cannot send; within an array or a composite it is an error. */
    private static final String UNSENDABLE = LEAVES + """
            , parts AS (
                SELECT l.oid AS relation, a.attname, a.atttypid AS type, 0 AS depth
                  FROM leaves l JOIN pg_catalog.pg_attribute a ON a.attrelid = l.oid AND a.attnum > 0 AND NOT a.attisdropped
                UNION
                SELECT r.relation, r.attname, inner_type.oid, r.depth + inner_type.deeper
                  FROM parts r JOIN pg_catalog.pg_type t ON t.oid = r.type
                  CROSS JOIN LATERAL (
                        SELECT t.typbasetype, 0 WHERE t.typtype = 'd'
                        UNION ALL SELECT t.typelem, 1 WHERE t.typelem <> 0 AND t.typlen = -1
                        UNION ALL SELECT a.atttypid, 1 FROM pg_catalog.pg_attribute a
                                   WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0
                                     AND NOT a.attisdropped
                  ) AS inner_type (oid, deeper)
                 WHERE r.depth < 8
            )
            SELECT DISTINCT pg_catalog.format('%I.%I.%I (%s)', n.nspname, c.relname, r.attname, pg_catalog.format_type(r.type, NULL)),
                   t.typsend = 0
              FROM parts r JOIN pg_catalog.pg_type t ON t.oid = r.type
              JOIN pg_catalog.pg_class c ON c.oid = r.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE t.typsend = 0 AND r.depth > 0
                OR t.typtype = 'b' AND t.oid >= 16384 AND t.typelem = 0
             ORDER BY 1""";

    private record Identity(String table, char kind, boolean usable, String index, boolean keyed) {

        String remedy() {
            String alter = "ALTER TABLE " + table + " REPLICA IDENTITY ";
            if (keyed) {
                return alter + "DEFAULT;";
            }
            return index == null
                    ? "ALTER TABLE " + table + " ADD PRIMARY KEY (...);"
                    : alter + "USING INDEX " + index + ";";
        }
    }

    private record Unfit(String table, String publication, boolean full, boolean list, boolean filter, String columns) {

        String remedy() {
            if (!list) {
                return "ALTER TABLE " + table + " REPLICA IDENTITY FULL;";
            }
            String alter = "ALTER PUBLICATION " + publication;
            return full
                    ? "ALTER TABLE " + table + " REPLICA IDENTITY DEFAULT;"
                    : alter + " DROP TABLE " + table + ";\n" + alter + " ADD TABLE " + table + " (" + columns + ");";
        }
    }

    private TableChecks() {}

    static void identity(Examination on) throws SQLException {
        List<Identity> tables = on.ask(
                IDENTITY,
                row -> new Identity(
                        row.getString(1),
                        row.getString(2).charAt(0),
                        row.getBoolean(3),
                        row.getString(4),
                        row.getBoolean(5)),
                (Object) on.publications());
        List<Identity> without = tables.stream().filter(table -> !table.usable).toList();
        if (!without.isEmpty()) {
            on.fail(
                    "missing for " + Examination.some(names(without))
                            + ": every UPDATE and DELETE of them fails in the application (SQLSTATE 55000)",
                    without.stream().limit(10).map(Identity::remedy).collect(Collectors.joining("\n"))
                            + "\nor, at the cost of the whole old row in the WAL: REPLICA IDENTITY FULL;"
                            + "\nor, when they are only inserted into: move them to a publication WITH (publish = 'insert')");
        }
        boolean fit = !unfit(on);
        List<Identity> full = tables.stream().filter(table -> table.kind == 'f').toList();
        if (!full.isEmpty()) {
            on.ok("FULL for " + Examination.some(names(full))
                    + ": the old row comes whole, and each UPDATE and DELETE writes it to the WAL whole");
        } else if (fit && without.isEmpty() && !tables.isEmpty()) {
            on.ok("is there for all tables whose updates or deletes are published");
        }
    }

    /** What the server does not see when the publication is made, but refuses at each update. */
    private static boolean unfit(Examination on) throws SQLException {
        if (on.facts.major() < 15) {
            return false;
        }
        List<Unfit> unfit = on
                .ask(
                        UNFIT,
                        row -> new Unfit(
                                row.getString(1),
                                row.getString(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getString(6)),
                        (Object) on.publications())
                .stream()
                .filter(table -> table.list || table.filter)
                .toList();
        if (unfit.isEmpty()) {
            return false;
        }
        on.fail(
                "does not fit the column list (which has to hold all of it) or the row filter (which may ask for nothing"
                        + " else) of "
                        + Examination.some(unfit.stream().map(Unfit::table).toList())
                        + ": every UPDATE and DELETE of them fails in the application (SQLSTATE 42P10)",
                unfit.stream().limit(10).map(Unfit::remedy).collect(Collectors.joining("\n"))
                        + "\nor change what the publication's columns or its WHERE ask for");
        return true;
    }

    private static List<String> names(List<Identity> tables) {
        return tables.stream().map(Identity::table).toList();
    }

    static void rowSecurity(Examination on) throws SQLException {
        List<String> tables = on.ask(SECURED, row -> row.getString(1), (Object) on.publications());
        if (!tables.isEmpty()) {
            on.ok("does not hold in the stream: whoever reads the slot sees all rows of " + Examination.some(tables));
        }
    }

    static void binary(Examination on) throws SQLException {
        if (!on.settings.stream().binary()) {
            return;
        }
        record Type(String column, boolean unsendable) {}
        List<Type> types = on.ask(
                UNSENDABLE.replace("WITH published", "WITH RECURSIVE published"),
                row -> new Type(row.getString(1), row.getBoolean(2)),
                (Object) on.publications());
        List<String> unsendable =
                types.stream().filter(Type::unsendable).map(Type::column).toList();
        List<String> foreign = types.stream()
                .filter(type -> !type.unsendable)
                .map(Type::column)
                .toList();
        if (!unsendable.isEmpty()) {
            on.fail(
                    "is on, but cannot be sent: " + Examination.some(unsendable),
                    "Set binary=false, or leave these columns out of the publication (a column list)");
        }
        if (!foreign.isEmpty()) {
            on.warn(
                    "is on; the format of types of extensions depends on their version: " + Examination.some(foreign),
                    "Set binary=false if these columns are needed as values");
        }
        if (types.isEmpty()) {
            on.ok("is on, and every published column can be sent so");
        }
    }
}
