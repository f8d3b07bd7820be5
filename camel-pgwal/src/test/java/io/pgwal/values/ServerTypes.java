package io.pgwal.values;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All types of a database as its catalog describes them. */
final class ServerTypes {

    private static final String TYPES = """
            select t.oid, n.nspname, t.typname, t.typtype, t.typelem, t.typbasetype, t.typdelim, t.typrelid,
                   t.typcategory, t.typtypmod, e.typdelim as elemdelim, coalesce(r.rngsubtype, m.rngtypid, 0) as ranged
            from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_type e on e.oid = t.typelem
            left join pg_range r on r.rngtypid = t.oid left join pg_range m on m.rngmultitypid = t.oid""";

    private static final String ATTRIBUTES = """
            select t.oid, a.attname, a.atttypid from pg_type t join pg_attribute a on a.attrelid = t.typrelid
            where t.typtype = 'c' and a.attnum > 0 and not a.attisdropped order by t.oid, a.attnum""";

    private ServerTypes() {}

    static Map<Long, PgType> read(Connection connection) throws SQLException {
        Map<Long, List<PgType.Attribute>> attributes = new HashMap<>();
        Map<Long, PgType> types = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery(ATTRIBUTES);
            while (rows.next()) {
                attributes
                        .computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                        .add(new PgType.Attribute(rows.getString(2), rows.getLong(3)));
            }
            rows = statement.executeQuery(TYPES);
            while (rows.next()) {
                PgType type = type(rows, attributes);
                if (type != null) {
                    types.put(type.oid(), type);
                }
            }
        }
        return types;
    }

    private static PgType type(ResultSet row, Map<Long, List<PgType.Attribute>> attributes) throws SQLException {
        long oid = row.getLong("oid");
        String schema = row.getString("nspname");
        String name = row.getString("typname");
        long element = row.getLong("typelem");
        boolean array = element != 0 && row.getString("typcategory").equals("A") && name.startsWith("_");
        return switch (row.getString("typtype")) {
            case "b" ->
                array
                        ? new PgType.Array(
                                oid,
                                schema,
                                name,
                                element,
                                row.getString("elemdelim").charAt(0))
                        : new PgType.Base(oid, schema, name);
            case "e" -> new PgType.Enum(oid, schema, name);
            case "d" -> new PgType.Domain(oid, schema, name, row.getLong("typbasetype"), row.getInt("typtypmod"));
            case "c" -> new PgType.Composite(oid, schema, name, attributes.getOrDefault(oid, List.of()));
            case "r" -> new PgType.Range(oid, schema, name, row.getLong("ranged"));
            case "m" -> new PgType.Multirange(oid, schema, name, row.getLong("ranged"));
            default -> null;
        };
    }
}
