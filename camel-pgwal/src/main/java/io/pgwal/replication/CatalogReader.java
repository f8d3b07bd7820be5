package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.values.PgType;
import io.pgwal.values.TypeCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the catalogs what the stream does not tell: what a type is made of, and a primary key under REPLICA IDENTITY
 * FULL. Over an ordinary session of its own, opened when first needed. What it finds is today's catalog, and the stream
 * may be older: what is missing stays {@link PgType.Unknown}, and what may have been altered since says so ({@link
 * CompositeRows}, {@link TableRows}). Session's thread only.
 */
final class CatalogReader implements AutoCloseable {

    private static final String POSITION = """
            CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                 ELSE pg_catalog.pg_current_wal_insert_lsn() END::pg_catalog.text""";

    /** A prepared transaction may have altered what a lock of this kind is held on; its rows are not visible. */
    private static final String BEFORE = "SELECT " + POSITION + """
            , ARRAY (SELECT l.relation::pg_catalog.int8 FROM pg_catalog.pg_locks l
                     WHERE ?::pg_catalog.bool AND l.locktype = 'relation' AND l.granted AND l.mode = 'AccessExclusiveLock'
                       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                         WHERE d.datname = pg_catalog.current_database()))""";

    /** A transaction before the slot's catalog_xmin ended before the first change that the slot still delivers. */
    private static final String OLDER = "coalesce(pg_catalog.age(%1$s.xmin) > pg_catalog.age(s.catalog_xmin)"
            + " OR pg_catalog.age(%1$s.xmin) < 0, false)";

    private static final String TYPES = """
            SELECT t.oid, n.nspname, t.typname, t.typtype, t.typelem, t.typbasetype, t.typdelim, t.typcategory,
                   t.typtypmod,
                   coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid), 0),
                   coalesce((SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid), 0)
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE t.oid = ANY (?::pg_catalog.oid[])""";

    /** Rows that one command wrote have the same xmin and cmin. */
    private static final String ATTRIBUTES = """
            SELECT t.oid, a.attname, a.atttypid, a.attisdropped, a.xmin = t.xmin AND a.cmin = t.cmin,
                   a.xmin = c.xmin AND a.cmin = c.cmin, %s,
                   a.attnum || ':' || a.xmin::pg_catalog.text || ':' || a.cmin::pg_catalog.text, %s
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = ?::pg_catalog.name
            WHERE t.oid = ANY (?::pg_catalog.oid[]) ORDER BY t.oid, a.attnum""".formatted(OLDER.formatted("a"), POSITION);

    /** Attributes of the system, such as -1, are written once, when the table is created. */
    private static final String TABLE = """
            SELECT a.attname, a.attisdropped,
                   coalesce(a.attnum = ANY ((i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1]), false),
                   coalesce(l.collisdeterministic, true), a.xmin = o.xmin OR %s, i.xmin = o.xmin OR %s, %s
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_attribute o ON o.attrelid = a.attrelid AND o.attnum = -1
            LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = ?::pg_catalog.name
            WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 ORDER BY a.attnum""".formatted(OLDER.formatted("a"), OLDER.formatted("i"), POSITION);

    private static final Logger LOG = LoggerFactory.getLogger(CatalogReader.class);

    private final SessionSettings settings;
    /** Relations whose collations could not be read, and were logged. */
    private final Set<Long> unread = new HashSet<>();

    private Connection connection;

    CatalogReader(SessionSettings settings) {
        this.settings = settings;
    }

    /**
     * What the catalogs said of types.
     *
     * @param upTo       what was altered before this position is seen; later changes need another look
     * @param others     all but the composite types
     * @param composites by the type's oid
     */
    record Types(Lsn upTo, List<PgType> others, Map<Long, CompositeRows> composites) {}

    /** The types of these oids and all that they are made of, as far as the catalog has them. */
    Types typesWithParts(Collection<Long> oids) {
        return ask("reading pg_type", session -> {
            Before before = before(session);
            List<PgType> others = new ArrayList<>();
            Map<Long, CompositeRows> composites = new HashMap<>();
            Set<Long> asked = new HashSet<>();
            Set<Long> next = new HashSet<>(oids);
            while (!next.isEmpty()) {
                asked.addAll(next);
                Map<Long, PgType> types = types(session, next);
                Map<Long, CompositeRows> rows = composites(session, types);
                composites.putAll(rows);
                types.keySet().removeAll(rows.keySet());
                others.addAll(types.values());
                next = new HashSet<>();
                types.values().stream().map(CatalogReader::parts).forEach(next::addAll);
                rows.values().stream().map(CompositeRows::parts).forEach(next::addAll);
                next.removeIf(oid -> TypeCatalog.isBuiltin(oid) || asked.contains(oid));
            }
            return new Types(before.position, others, composites);
        });
    }

    /** As {@link #typesWithParts}, for known composite types only and without what they are made of. */
    Types composites(Map<Long, PgType> types) {
        return ask("reading pg_attribute", session -> {
            Before before = before(session);
            return new Types(before.position, List.of(), composites(session, types));
        });
    }

    /** The columns of a table, dropped ones included; empty when the table is gone. */
    TableRows table(long relation) {
        return table(relation, "reading the primary key of relation " + relation);
    }

    /**
     * As {@link #table}, for the collations of a key. They only allow more changes at a time, so a failure does not end
     * the stream: it is logged once for each relation, and the collations stay unknown until the next Relation message.
     *
     * @return {@link TableRows#NONE} after a failure
     */
    TableRows collations(PgOutputMessage.Relation relation) {
        String name = relation.schema() + "." + relation.name();
        try {
            return table(relation.oid(), "reading the collations of the key of " + name);
        } catch (ReplicationFailure failure) {
            if (unread.add(relation.oid())) {
                LOG.warn(
                        "{}. Until then the changes of {} keep the order of the table, not of its keys; logged once for"
                                + " each connection",
                        failure.getMessage(),
                        name);
            }
            return TableRows.NONE;
        }
    }

    private TableRows table(long relation, String doing) {
        return ask(doing, session -> {
            Before before = before(session);
            TableRows.Builder table = new TableRows.Builder(before.locked.contains(relation));
            try (PreparedStatement sql = session.prepareStatement(TABLE)) {
                sql.setString(1, settings.slot().name());
                sql.setLong(2, relation);
                try (ResultSet row = sql.executeQuery()) {
                    while (row.next()) {
                        table.add(
                                new TableRows.Column(
                                        row.getString(1),
                                        row.getBoolean(2),
                                        row.getBoolean(3),
                                        row.getBoolean(4),
                                        row.getBoolean(5)),
                                row.getBoolean(6),
                                Lsn.parse(row.getString(7)));
                    }
                }
            }
            return table.build();
        });
    }

    private static List<Long> parts(PgType type) {
        if (type instanceof PgType.Array array) {
            return List.of(array.element());
        } else if (type instanceof PgType.Domain domain) {
            return List.of(domain.base());
        } else if (type instanceof PgType.Range range) {
            return List.of(range.subtype());
        } else if (type instanceof PgType.Multirange multirange) {
            return List.of(multirange.range());
        }
        return List.of();
    }

    /** @param locked relations that a transaction may have altered without having ended */
    private record Before(Lsn position, Set<Long> locked) {}

    /** Must be asked before the catalogs: what it does not show is shown by them. */
    private Before before(Connection session) throws SQLException {
        try (PreparedStatement sql = session.prepareStatement(BEFORE)) {
            sql.setBoolean(1, settings.stream().twoPhase());
            try (ResultSet row = sql.executeQuery()) {
                row.next();
                Long[] locked = (Long[]) row.getArray(2).getArray();
                return new Before(Lsn.parse(row.getString(1)), Set.of(locked));
            }
        }
    }

    private static Map<Long, PgType> types(Connection session, Collection<Long> oids) throws SQLException {
        Map<Long, PgType> types = new HashMap<>();
        try (PreparedStatement sql = session.prepareStatement(TYPES)) {
            sql.setArray(1, session.createArrayOf("oid", oids.toArray(Long[]::new)));
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    types.put(row.getLong(1), type(row));
                }
            }
        }
        return types;
    }

    private static PgType type(ResultSet row) throws SQLException {
        long oid = row.getLong(1);
        String schema = row.getString(2);
        String name = row.getString(3);
        // typtype: b(ase), c(omposite), d(omain), e(num), p(seudo), r(ange), m(ultirange)
        return switch (row.getString(4)) {
            case "c" -> new PgType.Composite(oid, schema, name, List.of());
            case "d" -> new PgType.Domain(oid, schema, name, row.getLong(6), row.getInt(9));
            case "e" -> new PgType.Enum(oid, schema, name);
            case "r" -> new PgType.Range(oid, schema, name, row.getLong(10));
            case "m" -> new PgType.Multirange(oid, schema, name, row.getLong(11));
            default ->
                row.getString(8).equals("A")
                        ? new PgType.Array(
                                oid,
                                schema,
                                name,
                                row.getLong(5),
                                row.getString(7).charAt(0))
                        : new PgType.Base(oid, schema, name);
        };
    }

    private Map<Long, CompositeRows> composites(Connection session, Map<Long, PgType> types) throws SQLException {
        Map<Long, CompositeRows.Builder> found = new HashMap<>();
        types.forEach((oid, type) -> {
            if (type instanceof PgType.Composite composite) {
                found.put(oid, new CompositeRows.Builder(composite));
            }
        });
        if (!found.isEmpty()) {
            try (PreparedStatement sql = session.prepareStatement(ATTRIBUTES)) {
                sql.setString(1, settings.slot().name());
                sql.setArray(2, session.createArrayOf("oid", found.keySet().toArray(Long[]::new)));
                try (ResultSet row = sql.executeQuery()) {
                    while (row.next()) {
                        found.get(row.getLong(1))
                                .add(
                                        new CompositeRows.Attribute(
                                                row.getString(2),
                                                row.getLong(3),
                                                row.getBoolean(4),
                                                row.getBoolean(5),
                                                row.getBoolean(6),
                                                row.getBoolean(7)),
                                        row.getString(8),
                                        Lsn.parse(row.getString(9)));
                    }
                }
            }
        }
        Map<Long, CompositeRows> rows = new HashMap<>();
        found.forEach((oid, builder) -> rows.put(oid, builder.build()));
        return rows;
    }

    /** A question to the catalogs. */
    private interface Question<T> {
        T ask(Connection session) throws SQLException;
    }

    private <T> T ask(String doing, Question<T> question) {
        try {
            if (connection == null || !connection.isValid(5)) {
                close();
                connection = settings.connection().connect();
                connection.setReadOnly(true);
            }
            return question.ask(connection);
        } catch (SQLException e) {
            throw ReplicationFailure.of(e, Phase.QUERY, doing, settings);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            // closes the socket at once; a session that is only read from has nothing to say good-bye about
            Connections.abort(connection);
            connection = null;
        }
    }
}
