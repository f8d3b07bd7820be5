package io.pgwal.replication;

import java.util.List;
import java.util.stream.Collectors;

/** Names and strings as they are written into SQL and replication commands. */
public final class SqlText {

    private SqlText() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * A table given as {@code schema.table}, or as {@code table} of the schema public, each part exactly as the catalog has
     * it. No search_path has a part in it: whose table it finds depends on who may create one.
     */
    public static String table(String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? "\"public\"." + identifier(name)
                : identifier(name.substring(0, dot)) + '.' + identifier(name.substring(dot + 1));
    }

    public static String identifiers(List<String> names) {
        return names.stream().map(SqlText::identifier).collect(Collectors.joining(","));
    }

    /** Standard strings: a backslash is one. */
    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
