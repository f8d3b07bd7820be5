package io.pgwal.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A role without privileges that plants traps in schemas of a database: a function, operator, view or domain by the name of
 * each one of {@code pg_catalog} that SQL of ours might use, and overloads that fit a driver's parameters better. A trap that
 * is sprung writes a logical message, which neither a rollback nor a read-only transaction undoes.
 */
public final class HostileUser implements AutoCloseable {

    private static final String PASSWORD = "planted";

    private static final String SPRUNG = "sprung";

    private static final String TRAP = """
            SET search_path = pg_catalog;
            CREATE FUNCTION %1$s.sprung_bool(text) RETURNS bool LANGUAGE plpgsql AS $body$
                BEGIN PERFORM pg_catalog.pg_logical_emit_message(false, 'sprung', $1); RETURN true; END $body$;
            CREATE FUNCTION %1$s.sprung_rows(text) RETURNS SETOF int LANGUAGE plpgsql AS $body$
                BEGIN PERFORM pg_catalog.pg_logical_emit_message(false, 'sprung', $1); RETURN NEXT 1; END $body$""";

    /** Of the same signature, and once more with each text and name as the varchar that a driver sends. */
    private static final String FUNCTIONS = """
            DO $do$
            DECLARE f record;
            BEGIN
                FOR f IN
                    SELECT DISTINCT p.proname, v.args,
                           CASE WHEN p.prorettype = 'record'::regtype THEN 'void'
                                ELSE format_type(p.prorettype, NULL) END AS result
                      FROM pg_catalog.pg_proc p
                      CROSS JOIN LATERAL (VALUES (oidvectortypes(p.proargtypes)),
                           (regexp_replace(oidvectortypes(p.proargtypes), '\\m(text|name)\\M', 'varchar', 'g'))) AS v (args)
                     WHERE p.pronamespace = 'pg_catalog'::regnamespace
                       AND p.prokind <> 'p' AND v.args NOT LIKE '%%internal%%' AND v.args NOT LIKE '%%cstring%%'
                       AND v.args NOT LIKE '%%"any"%%'
                       AND p.prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)
                       AND (p.proname ~ '^pg_(is_|last_|current_|wal_|logical_|repl|copy_|drop_|create_|has_|part|get_|bl|size)'
                            OR p.proname IN ('to_jsonb', 'current_setting', 'set_config', 'format', 'host', 'now', 'age',
                               'inet_client_addr', 'quote_ident', 'get_byte', 'substring', 'current_database', 'array_agg',
                               'count', 'bool_or', 'string_agg', 'cardinality', 'unnest', 'regexp_matches', 'format_type',
                               'text', 'int4', 'int8', 'bool', 'name', 'bytea', 'textsend', 'convert_to', 'current_user'))
                       AND NOT (p.prorettype IN (SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typname LIKE 'any%%')
                                AND v.args NOT LIKE '%%any%%')
                LOOP
                    EXECUTE format('CREATE OR REPLACE FUNCTION %1$s.%%I(%%s) RETURNS %%s LANGUAGE plpgsql AS '
                        || '$body$BEGIN PERFORM pg_catalog.pg_logical_emit_message(false, ''sprung'', %%L);'
                        || ' RAISE EXCEPTION ''sprung''; END$body$', f.proname, f.args, f.result, 'function ' || f.proname);
                END LOOP;
            END $do$""";

    /** Of one: PostgreSQL gives a row's type to this function before it looks for one of any type. */
    private static final String OF_A_ROW = """
            CREATE FUNCTION %1$s.to_jsonb(pg_catalog.pg_replication_slots) RETURNS pg_catalog.jsonb LANGUAGE plpgsql AS
            $body$BEGIN PERFORM pg_catalog.pg_logical_emit_message(false, 'sprung', 'to_jsonb of a slot');
            RETURN '{}'; END$body$""";

    private static final String OPERATORS = """
            DO $do$
            DECLARE o record;
            BEGIN
                FOR o IN
                    WITH types AS (SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typname IN ('name', 'text', 'varchar', 'oid',
                        'int2', 'int4', 'int8', 'bool', 'char', 'pg_lsn', 'jsonb', 'numeric', 'timestamptz', 'interval',
                        'inet', 'anyarray', 'anyelement', 'xid'))
                    SELECT p.oprname, p.oprleft, p.oprright, p.oprresult FROM pg_catalog.pg_operator p
                     WHERE p.oprleft IN (SELECT oid FROM types) AND p.oprright IN (SELECT oid FROM types)
                       AND p.oprname IN ('=', '<>', '<', '>', '<=', '>=', '||', '->>', '->', '-', '+', '/', '&&', '<@', '~', '~~')
                       AND (p.oprresult::regtype::text NOT LIKE 'any%%' OR p.oprleft::regtype::text LIKE 'any%%')
                    UNION
                    SELECT '=', l.oid, r.oid, 'bool'::regtype FROM types l, types r
                     WHERE l.oid NOT IN ('anyarray'::regtype, 'anyelement'::regtype)
                       AND r.oid NOT IN ('anyarray'::regtype, 'anyelement'::regtype)
                       AND 'varchar'::regtype IN (l.oid, r.oid)
                LOOP
                    EXECUTE format('CREATE OR REPLACE FUNCTION %1$s.operator_%%s(%%s, %%s) RETURNS %%s LANGUAGE plpgsql AS '
                        || '$body$BEGIN PERFORM pg_catalog.pg_logical_emit_message(false, ''sprung'', %%L);'
                        || ' RAISE EXCEPTION ''sprung''; END$body$', o.oprresult, o.oprleft::regtype, o.oprright::regtype,
                        o.oprresult::regtype, 'operator ' || o.oprname);
                    EXECUTE format('CREATE OPERATOR %1$s.%%s (LEFTARG = %%s, RIGHTARG = %%s, FUNCTION = %1$s.operator_%%s)',
                        o.oprname, o.oprleft::regtype, o.oprright::regtype, o.oprresult);
                END LOOP;
            END $do$""";

    private static final String VIEWS = """
            DO $do$
            DECLARE v record;
            BEGIN
                FOR v IN SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
                           FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
                            AND a.attnum > 0 AND a.atttypid <> 'anyarray'::regtype
                          WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind IN ('r', 'v')
                            AND has_table_privilege(c.oid, 'SELECT')
                          GROUP BY c.relname
                LOOP
                    EXECUTE format('CREATE VIEW %1$s.%%I AS SELECT %%s FROM %1$s.sprung_rows(%%L), pg_catalog.%%I a',
                        v.name, v.columns, 'view ' || v.name, v.name);
                    EXECUTE format('GRANT SELECT ON %1$s.%%I TO PUBLIC', v.name);
                END LOOP;
            END $do$""";

    /** Last: what is planted before names types without a schema. */
    private static final String DOMAINS = """
            DO $do$
            DECLARE t name;
            BEGIN
                FOR t IN VALUES ('text'), ('name'), ('oid'), ('int2'), ('int4'), ('int8'), ('bool'), ('pg_lsn'), ('bytea'),
                    ('jsonb'), ('numeric'), ('inet'), ('interval'), ('timestamptz'), ('varchar'), ('regclass'), ('xid')
                LOOP
                    EXECUTE format('CREATE DOMAIN %1$s.%%I AS pg_catalog.%%I CHECK (%1$s.sprung_bool(%%L))',
                        t, t, 'domain ' || t);
                END LOOP;
                CREATE TYPE %1$s.row AS (a pg_catalog.text);
                CREATE FUNCTION %1$s.of_row(%1$s.row) RETURNS pg_catalog.text LANGUAGE sql AS 'SELECT ''sprung''';
                CREATE CAST (%1$s.row AS pg_catalog.text) WITH FUNCTION %1$s.of_row(%1$s.row) AS IMPLICIT;
            END $do$""";

    private final TestDatabase database;
    private final String name;
    private final String slot;

    private HostileUser(TestDatabase database) {
        this.database = database;
        this.name = database.name() + "_hostile";
        this.slot = database.slot() + "_sprung";
    }

    /** Plants its traps in these schemas, which it may create in. */
    public static HostileUser in(TestDatabase database, List<String> schemas) throws SQLException {
        HostileUser user = new HostileUser(database);
        database.sql("CREATE ROLE " + user.name + " LOGIN PASSWORD '" + PASSWORD + "'");
        for (String schema : schemas) {
            database.sql(
                    "CREATE SCHEMA IF NOT EXISTS " + schema,
                    "GRANT ALL ON SCHEMA " + schema + " TO " + user.name,
                    "GRANT USAGE ON SCHEMA " + schema + " TO PUBLIC");
        }
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), user.name, PASSWORD);
                Statement sql = connection.createStatement()) {
            for (String schema : schemas) {
                for (String plant : List.of(TRAP, FUNCTIONS, OF_A_ROW, OPERATORS, VIEWS, DOMAINS)) {
                    sql.execute(plant.formatted(schema));
                }
            }
        }
        database.sql("SELECT pg_create_logical_replication_slot('" + user.slot + "', 'test_decoding')");
        return user;
    }

    /** The traps that were sprung, each once; empty when there are none. */
    public String sprung() throws SQLException {
        return database.queryOne(
                "SELECT string_agg(DISTINCT substring(data FROM 'content:(.*)$'), ', ') FROM"
                        + " pg_logical_slot_peek_changes('" + slot + "', NULL, NULL) WHERE data LIKE '%prefix: "
                        + SPRUNG
                        + "%'",
                String.class);
    }

    /** The role goes when its database has gone. */
    @Override
    public void close() throws SQLException {
        try (Connection connection = database.server().connect("postgres");
                Statement sql = connection.createStatement()) {
            sql.execute("DROP ROLE " + name);
        }
    }
}
