package io.pgwal.replication;

import io.pgwal.values.PgType;
import io.pgwal.values.TypeCatalog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks the catalogs what the stream does not tell: what a type is made of, and a primary key under REPLICA IDENTITY
 * FULL. Over an ordinary session of its own, opened when first needed. What it finds is today's catalog, and the stream
 * may be older: what is missing stays {@link PgType.Unknown}. Session's thread only.
 */
final class CatalogReader implements AutoCloseable {

    private static final String TYPES = """
            SELECT t.oid, n.nspname, t.typname, t.typtype, t.typelem, t.typbasetype, t.typdelim, t.typrelid,
                   t.typcategory, t.typtypmod,
                   coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid), 0),
                   coalesce((SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngmultitypid = t.oid), 0)
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE t.oid = ANY (?::pg_catalog.oid[])""";

    private static final String ATTRIBUTES = """
            SELECT attname, atttypid FROM pg_catalog.pg_attribute
            WHERE attrelid = ?::pg_catalog.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

    private static final String PRIMARY_KEY = """
            SELECT a.attname
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = ?::pg_catalog.oid AND i.indisprimary""";

    private final SessionSettings settings;
    private Connection connection;

    CatalogReader(SessionSettings settings) {
        this.settings = settings;
    }

    /** The types of these oids and all that they are made of, as far as the catalog has them. */
    List<PgType> typesWithParts(Collection<Long> oids) {
        List<PgType> found = new ArrayList<>();
        Set<Long> asked = new HashSet<>();
        Set<Long> next = new HashSet<>(oids);
        while (!next.isEmpty()) {
            asked.addAll(next);
            Long[] wanted = next.toArray(Long[]::new);
            List<PgType> types = ask("reading pg_type", session -> types(session, wanted));
            found.addAll(types);
            next = new HashSet<>();
            for (PgType type : types) {
                next.addAll(parts(type));
            }
            next.removeIf(oid -> TypeCatalog.isBuiltin(oid) || asked.contains(oid));
        }
        return found;
    }

    Set<String> primaryKey(long relation) {
        return ask("reading the primary key of relation " + relation, session -> {
            Set<String> columns = new HashSet<>();
            try (PreparedStatement sql = session.prepareStatement(PRIMARY_KEY)) {
                sql.setLong(1, relation);
                try (ResultSet rows = sql.executeQuery()) {
                    while (rows.next()) {
                        columns.add(rows.getString(1));
                    }
                }
            }
            return columns;
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
        } else if (type instanceof PgType.Composite composite) {
            return composite.attributes().stream().map(PgType.Attribute::type).toList();
        }
        return List.of();
    }

    private static List<PgType> types(Connection session, Long[] oids) throws SQLException {
        List<PgType> types = new ArrayList<>();
        try (PreparedStatement sql = session.prepareStatement(TYPES)) {
            sql.setArray(1, session.createArrayOf("oid", oids));
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    types.add(type(session, row));
                }
            }
        }
        return types;
    }

    private static PgType type(Connection session, ResultSet row) throws SQLException {
        long oid = row.getLong(1);
        String schema = row.getString(2);
        String name = row.getString(3);
        // typtype: b(ase), c(omposite), d(omain), e(num), p(seudo), r(ange), m(ultirange)
        return switch (row.getString(4)) {
            case "c" -> new PgType.Composite(oid, schema, name, attributes(session, row.getLong(8)));
            case "d" -> new PgType.Domain(oid, schema, name, row.getLong(6), row.getInt(10));
            case "e" -> new PgType.Enum(oid, schema, name);
            case "r" -> new PgType.Range(oid, schema, name, row.getLong(11));
            case "m" -> new PgType.Multirange(oid, schema, name, row.getLong(12));
            default ->
                row.getString(9).equals("A")
                        ? new PgType.Array(
                                oid,
                                schema,
                                name,
                                row.getLong(5),
                                row.getString(7).charAt(0))
                        : new PgType.Base(oid, schema, name);
        };
    }

    private static List<PgType.Attribute> attributes(Connection session, long relation) throws SQLException {
        List<PgType.Attribute> attributes = new ArrayList<>();
        try (PreparedStatement sql = session.prepareStatement(ATTRIBUTES)) {
            sql.setLong(1, relation);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    attributes.add(new PgType.Attribute(row.getString(1), row.getLong(2)));
                }
            }
        }
        return attributes;
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
