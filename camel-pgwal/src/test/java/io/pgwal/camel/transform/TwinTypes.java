package io.pgwal.camel.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The types of src-docs/types.md with values of them; a table for each type, {@code t0} and so on. */
final class TwinTypes {

    static final List<String> DEFINITIONS = List.of(
            "CREATE EXTENSION hstore",
            "CREATE EXTENSION citext",
            "CREATE EXTENSION ltree",
            "CREATE EXTENSION cube",
            "CREATE TYPE mood AS ENUM ('sad', 'ok')",
            "CREATE DOMAIN positive AS int",
            "CREATE DOMAIN price AS numeric(12,2)",
            "CREATE DOMAIN discount AS price",
            "CREATE DOMAIN flags AS bit(3)",
            "CREATE DOMAIN precise AS timestamp(3)",
            "CREATE DOMAIN texts AS text[]",
            "CREATE TYPE pair AS (a int, b text)",
            "CREATE TYPE floatrange AS RANGE (subtype = float8)");

    private static final int NULL = -1;
    private static final int EMPTY = -2;
    private static final int WITH_NULL = -3;

    /** Type to literals. */
    private final Map<String, List<String>> types = new LinkedHashMap<>();

    private final int major;
    /** Values stand in arrays of one element. */
    private final boolean arrays;

    private TwinTypes(int major, boolean arrays) {
        this.major = major;
        this.arrays = arrays;
    }

    /**
     * All types with special values, but for those that stop Debezium: numeric NaN and infinities, timetz 24:00:00, an
     * empty varbit(1), an interval of more than 2,147,483,647 hours.
     */
    static TwinTypes alone(int major) {
        return new TwinTypes(major, false).all();
    }

    /** The same in arrays, and an array with NULL in it, an empty one and NULL. */
    static TwinTypes inArrays(int major) {
        TwinTypes types = new TwinTypes(major, true).all();
        types.types.keySet().removeAll(List.of("int2vector", "oidvector", "texts"));
        return types;
    }

    private TwinTypes all() {
        numbers();
        texts();
        times();
        others();
        ofTheDatabase();
        return this;
    }

    private void add(String type, String... literals) {
        types.computeIfAbsent(type, it -> new ArrayList<>()).addAll(List.of(literals));
    }

    private void numbers() {
        add("bool", "t", "f");
        add("int2", "-32768", "32767");
        add("int4", "-2147483648", "2147483647");
        add("int8", "-9223372036854775808", "9223372036854775807");
        add("oid", "0", "4294967295");
        add("xid", "4294967295");
        add("cid", "1");
        add("xid8", "18446744073709551615");
        add("float4", "0.1", "NaN", "Infinity", "-Infinity", "-0", "3.4028235e38", "1e-45", "16777216");
        add("float8", "0.1", "NaN", "Infinity", "-Infinity", "-0", "1e300", "1e16", "4.9e-324", "123456789012345680");
        add("numeric", "0", "0.00", "1.50", "-123.450", "1e20", "100", "1e-20", "123456789012345678901234567890.1");
        add("numeric(10,2)", "1", "-99999999.99", "0.5");
        add("numeric(8)", "123", "-1");
        if (major >= 15) {
            add("numeric(5,-2)", "12345");
            add("numeric(3,5)", "0.00999");
        }
        add("money", "0", "-0.01", "-1234.56", "1234567.89", "92233720368547758.07");
        add("int2vector", "1 2 3");
        add("oidvector", "1 4294967295");
    }

    private void texts() {
        add("text", "", "é😀\"\\\n\t", "{}", "NULL", "\\x41");
        add("varchar", "a");
        add("varchar(8)", "a");
        add("bpchar", "a ");
        add("char(9)", "a b");
        add("name", "a");
        add("refcursor", "a");
        add("\"char\"", "a", "");
        add("bytea", "\\x", "\\xff00deadbeef");
        add("bit(1)", "0", "1");
        add("bit(9)", "101100111", "000000000", "000000001");
        add("bit(64)", "1".repeat(64), "1" + "0".repeat(63));
        add("varbit", "", "0", "1", "00000001", "000000001");
        add("varbit(5)", "101", "", "1");
        add("varbit(1)", "0", "1");
        add("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        add("json", "{\"a\": 1, \"a\":  2}", " 1.10 ", "null");
        add("jsonb", "{\"b\":1,\"a\":[1,2.50]}", "null");
        add("jsonpath", "$.a");
        add("xml", "<a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>é</a>");
        add("tsvector", "'a':1A fat:5");
        add("tsquery", "a & b");
    }

    private void times() {
        add("date", "2024-02-29", "1969-12-31", "0001-01-01", "9999-12-31", "5874897-12-31", "0044-03-15 BC");
        add("date", "4713-11-24 BC", "infinity", "-infinity");
        add("time", "00:00:00", "23:59:59.999999", "24:00:00", "12:00:00.1");
        add("time(0)", "23:59:59.4", "24:00:00");
        add("time(3)", "12:34:56.789");
        add("time(4)", "12:34:56.7891");
        add("timetz", "12:00:00+05:30", "23:59:59.999999-12:30", "00:00:00+00", "12:00:00.5+00");
        add("timetz(3)", "12:00:00.5+00");
        add("timestamp", "2024-01-01 12:00:00", "1999-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999");
        add("timestamp", "0044-03-15 12:00:00 BC", "4713-11-24 00:00:00 BC", "294246-12-31 23:59:59");
        add("timestamp", "infinity", "-infinity", "294276-12-31 23:59:59.999999");
        add("timestamp(0)", "1999-12-31 23:59:59.5", "infinity", "1969-12-31 23:59:58");
        add("timestamp(3)", "2024-01-01 12:00:00.123", "infinity", "-infinity", "294276-12-31 23:59:59");
        add("timestamp(5)", "2024-01-01 12:00:00.12345", "infinity");
        add("timestamptz", "2024-01-01 12:00:00+05:30", "2024-01-01 12:00:00.123456+00", "2024-01-01 12:34:00.1+00");
        add("timestamptz", "infinity", "-infinity", "294276-12-31 23:59:59+00", "0044-03-15 12:00+00 BC");
        add("timestamptz(3)", "2024-01-01 12:00:00+05:30", "2024-01-01 12:00:00.12+00");
        add("timestamptz(0)", "2024-01-01 12:00:00.6+05:30");
        add("interval", "0", "1 year 2 mons 3 days 04:05:06.789", "-1 mon 1 day", "1 day -00:00:00.000001");
        add("interval", "2147483647 days", "-178956970 years -8 mons", "-00:00:00.1", "1 mon");
        add("interval", "00:00:02.01", "300 years 00:00:00.000001");
        add("interval day to second(3)", "1 day 00:00:01.5");
        if (major >= 17) {
            add("interval", "infinity", "-infinity");
        }
    }

    private void others() {
        add("inet", "10.1.2.3/8", "::1", "1.2.3.4");
        add("cidr", "10.0.0.0/8");
        add("macaddr", "08:00:2b:01:02:03");
        add("macaddr8", "08:00:2b:01:02:03:04:05");
        add("point", "(1,2.5)", "(-0,1e300)", "(NaN,Infinity)");
        add("line", "{1,-1,0}");
        add("lseg", "[(1,2),(3,4)]");
        add("box", "(3,4),(1,2)");
        add("path", "[(1,2),(3,4)]");
        add("polygon", "((1,2),(3,4))");
        add("circle", "<(1,2),3>");
        add("pg_lsn", "16/B374D848");
        add("tid", "(0,1)");
        add("pg_snapshot", "10:20:10,14");
        add("txid_snapshot", "10:20:10");
        add("regclass", "pg_class");
        add("regtype", "int4");
        add("aclitem", "=r/postgres");
        add("int4range", "[1,5]", "empty", "(,)", "[1,)");
        add("int8range", "[1,5]");
        add("numrange", "[-1.50,Infinity)", "[1.0,2.00]");
        add("tsrange", "[\"0044-03-15 12:00:00 BC\",infinity)", "[2020-01-01 00:00:00.5,2021-01-01]");
        add("tstzrange", "[\"2020-01-01 00:00:00.5+00\",infinity)", "(,\"2020-06-01 12:00:00+02\"]");
        add("daterange", "[-infinity,4000-01-01)");
        add("int4multirange", "{[1,5],[7,9]}");
        add("tstzmultirange", "{}");
    }

    private void ofTheDatabase() {
        add("mood", "ok");
        add("positive", "5");
        add("price", "5.5");
        add("discount", "-6.25");
        add("flags", "101");
        add("precise", "2024-01-01 12:00:00.123");
        add("texts", "{a,NULL}");
        add("hstore", "a=>1, b=>NULL", "");
        add("hstore", "b=>1, aa=>2");
        add("citext", "AbC");
        add("ltree", "a.b");
        add("lquery", "a.*");
        add("pair", "(1,x)");
        add("cube", "(1,2)");
        add("floatrange", "[1.5,2)");
    }

    List<String> tables() {
        List<String> sql = new ArrayList<>(DEFINITIONS);
        int i = 0;
        for (String type : types.keySet()) {
            sql.add("CREATE TABLE t" + i++ + " (id int PRIMARY KEY, v " + type + (arrays ? "[])" : ")"));
        }
        return sql;
    }

    List<String> rows() {
        List<String> sql = new ArrayList<>();
        int table = 0;
        for (Map.Entry<String, List<String>> type : types.entrySet()) {
            String into = "INSERT INTO t" + table++ + " VALUES (";
            List<String> values = type.getValue().stream()
                    .map(value -> "'" + value.replace("'", "''") + "'::" + type.getKey())
                    .toList();
            for (int i = 0; i < values.size(); i++) {
                sql.add(into + i + ", " + (arrays ? "ARRAY[" + values.get(i) + "]" : values.get(i)) + ")");
            }
            sql.add(into + NULL + ", NULL)");
            if (arrays) {
                sql.add(into + EMPTY + ", '{}')");
                sql.add(into + WITH_NULL + ", ARRAY[" + values.get(0) + ", NULL])");
            }
        }
        return sql;
    }

    /** The type whose values a table holds. */
    String type(String table) {
        return List.copyOf(types.keySet()).get(Integer.parseInt(table.substring(1)));
    }

    /** Type and literal of a row. */
    String value(Difference difference) {
        String type = type(difference.table());
        return type + " "
                + switch (difference.id()) {
                    case NULL -> "NULL";
                    case EMPTY -> "{}";
                    case WITH_NULL -> "with NULL";
                    default -> types.get(type).get(difference.id());
                };
    }

    /** How many rows the table of a type has. */
    int count(String type) {
        return types.get(type).size() + (arrays ? 3 : 1);
    }
}
