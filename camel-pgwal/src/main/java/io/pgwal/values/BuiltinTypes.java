package io.pgwal.values;

import io.pgwal.values.ValueCodec.Format;
import java.util.HashMap;
import java.util.Map;

/**
 * The types with fixed oids, as far as a column can have them; those that PostgreSQL adds later are found in
 * {@code pg_type} like a user's. Source: PostgreSQL's pg_type.dat, majors 14 to 18.
 */
final class BuiltinTypes {

    private static final String SCHEMA = "pg_catalog";
    private static final long INT2 = 21;
    private static final long OID = 26;

    private static final Map<Long, PgType> TYPES = new HashMap<>();
    private static final Map<Long, ValueCodec> CODECS = new HashMap<>();

    private BuiltinTypes() {}

    static {
        numbers();
        texts();
        times();
        identifiers();
        geometry();
        names();
        ranges();
    }

    private static void numbers() {
        base(16, 1000, "bool", NumberCodecs::boolText, NumberCodecs::boolBinary);
        base(INT2, 1005, "int2", NumberCodecs::int2Text, NumberCodecs::int2Binary);
        base(23, 1007, "int4", NumberCodecs::int4Text, NumberCodecs::int4Binary);
        base(20, 1016, "int8", NumberCodecs::int8Text, NumberCodecs::int8Binary);
        base(OID, 1028, "oid", NumberCodecs::oidText, NumberCodecs::oidBinary);
        base(28, 1011, "xid", NumberCodecs::oidText, NumberCodecs::oidBinary);
        base(29, 1012, "cid", NumberCodecs::oidText, NumberCodecs::oidBinary);
        base(5069, 271, "xid8", NumberCodecs::xid8Text, NumberCodecs::xid8Binary);
        base(700, 1021, "float4", NumberCodecs::float4Text, NumberCodecs::float4Binary);
        base(701, 1022, "float8", NumberCodecs::float8Text, NumberCodecs::float8Binary);
        base(1700, 1231, "numeric", NumericCodec::text, NumericCodec::binary);
        base(790, 791, "money", NumberCodecs::moneyText, NumberCodecs::moneyBinary);
        vector(22, 1006, "int2vector", INT2);
        vector(30, 1013, "oidvector", OID);
    }

    private static void texts() {
        base(25, 1009, "text", TextCodecs::text, TextCodecs::text);
        base(1043, 1015, "varchar", TextCodecs::text, TextCodecs::text);
        base(1042, 1014, "bpchar", TextCodecs::text, TextCodecs::text);
        base(18, 1002, "char", TextCodecs::charText, TextCodecs::charBinary);
        base(19, 1003, "name", TextCodecs::text, TextCodecs::text);
        base(1790, 2201, "refcursor", TextCodecs::text, TextCodecs::text);
        base(17, 1001, "bytea", TextCodecs::byteaText, TextCodecs::byteaBinary);
        base(1560, 1561, "bit", TextCodecs::bitText, TextCodecs::bitBinary);
        base(1562, 1563, "varbit", TextCodecs::bitText, TextCodecs::bitBinary);
        base(142, 143, "xml", TextCodecs::text, TextCodecs::text);
        base(114, 199, "json", TextCodecs::text, TextCodecs::text);
        base(3802, 3807, "jsonb", TextCodecs::text, TextCodecs::versionedBinary);
        base(4072, 4073, "jsonpath", TextCodecs::text, TextCodecs::versionedBinary);
        base(3614, 3643, "tsvector", TextCodecs::text, TextSearchCodecs::tsvectorBinary);
        base(3615, 3645, "tsquery", TextCodecs::text, TextSearchCodecs::tsqueryBinary);
    }

    private static void times() {
        base(1082, 1182, "date", TemporalCodecs::dateText, TemporalCodecs::dateBinary);
        base(1083, 1183, "time", TemporalCodecs::timeText, TemporalCodecs::timeBinary);
        base(1266, 1270, "timetz", TemporalCodecs::timetzText, TemporalCodecs::timetzBinary);
        base(1114, 1115, "timestamp", TemporalCodecs::timestampText, TemporalCodecs::timestampBinary);
        base(1184, 1185, "timestamptz", TemporalCodecs::timestamptzText, TemporalCodecs::timestamptzBinary);
        base(1186, 1187, "interval", IntervalCodec::text, IntervalCodec::binary);
    }

    private static void identifiers() {
        base(2950, 2951, "uuid", TextCodecs::uuidText, TextCodecs::uuidBinary);
        base(869, 1041, "inet", TextCodecs::text, NetworkCodecs::inetBinary);
        base(650, 651, "cidr", TextCodecs::text, NetworkCodecs::inetBinary);
        base(829, 1040, "macaddr", TextCodecs::text, NetworkCodecs::macaddrBinary);
        base(774, 775, "macaddr8", TextCodecs::text, NetworkCodecs::macaddr8Binary);
        base(3220, 3221, "pg_lsn", TextCodecs::text, TextCodecs::lsnBinary);
        base(27, 1010, "tid", TextCodecs::text, TextCodecs::tidBinary);
        base(5038, 5039, "pg_snapshot", TextCodecs::text, TextCodecs::snapshotBinary);
        base(2970, 2949, "txid_snapshot", TextCodecs::text, TextCodecs::snapshotBinary);
        base(1033, 1034, "aclitem", TextCodecs::text, TextCodecs::opaqueBinary);
    }

    private static void geometry() {
        base(600, 1017, "point", GeometryCodecs::pointText, GeometryCodecs::pointBinary);
        base(628, 629, "line", GeometryCodecs::lineText, GeometryCodecs::lineBinary);
        base(601, 1018, "lseg", GeometryCodecs::lsegText, GeometryCodecs::lsegBinary);
        base(603, 1020, "box", GeometryCodecs::boxText, GeometryCodecs::boxBinary);
        base(602, 1019, "path", GeometryCodecs::pathText, GeometryCodecs::pathBinary);
        base(604, 1027, "polygon", GeometryCodecs::polygonText, GeometryCodecs::polygonBinary);
        base(718, 719, "circle", GeometryCodecs::circleText, GeometryCodecs::circleBinary);
    }

    /** Text gives the name of an object of the catalog, binary its oid. */
    private static void names() {
        base(24, 1008, "regproc", TextCodecs::text, TextCodecs::regBinary);
        base(2202, 2207, "regprocedure", TextCodecs::text, TextCodecs::regBinary);
        base(2203, 2208, "regoper", TextCodecs::text, TextCodecs::regBinary);
        base(2204, 2209, "regoperator", TextCodecs::text, TextCodecs::regBinary);
        base(2205, 2210, "regclass", TextCodecs::text, TextCodecs::regBinary);
        base(2206, 2211, "regtype", TextCodecs::text, TextCodecs::regBinary);
        base(4096, 4097, "regrole", TextCodecs::text, TextCodecs::regBinary);
        base(4089, 4090, "regnamespace", TextCodecs::text, TextCodecs::regBinary);
        base(3734, 3735, "regconfig", TextCodecs::text, TextCodecs::regBinary);
        base(3769, 3770, "regdictionary", TextCodecs::text, TextCodecs::regBinary);
        base(4191, 4192, "regcollation", TextCodecs::text, TextCodecs::regBinary);
    }

    private static void ranges() {
        range(3904, 3905, "int4range", 23, 4451, 6150, "int4multirange");
        range(3906, 3907, "numrange", 1700, 4532, 6151, "nummultirange");
        range(3908, 3909, "tsrange", 1114, 4533, 6152, "tsmultirange");
        range(3910, 3911, "tstzrange", 1184, 4534, 6153, "tstzmultirange");
        range(3912, 3913, "daterange", 1082, 4535, 6155, "datemultirange");
        range(3926, 3927, "int8range", 20, 4536, 6157, "int8multirange");
    }

    private static void base(long oid, long array, String name, Format text, Format binary) {
        base(oid, array, name, ValueCodec.of(text, binary));
    }

    private static void vector(long oid, long array, String name, long element) {
        base(oid, array, name, ArrayCodec.vector(element, CODECS.get(element)));
    }

    private static void base(long oid, long array, String name, ValueCodec codec) {
        CODECS.put(oid, codec);
        withArray(new PgType.Base(oid, SCHEMA, name), array);
    }

    private static void range(
            long oid, long array, String name, long subtype, long multirange, long multirangeArray, String plural) {
        withArray(new PgType.Range(oid, SCHEMA, name, subtype), array);
        withArray(new PgType.Multirange(multirange, SCHEMA, plural, oid), multirangeArray);
    }

    private static void withArray(PgType type, long array) {
        TYPES.put(type.oid(), type);
        char delimiter = type.name().equals("box") ? ';' : ',';
        TYPES.put(array, new PgType.Array(array, SCHEMA, "_" + type.name(), type.oid(), delimiter));
    }

    /** null when the oid is not a built-in type's. */
    static PgType find(long oid) {
        return TYPES.get(oid);
    }

    /** null when no built-in type has this name in pg_type, such as {@code int4}. */
    static PgType find(String name) {
        return TYPES.values().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** null when the type is not built in, or an array itself. */
    static PgType arrayOf(PgType element) {
        return TYPES.values().stream()
                .filter(type -> type instanceof PgType.Array array && array.element() == element.oid())
                .findFirst()
                .orElse(null);
    }

    /** null when the oid is not a built-in base type's. */
    static ValueCodec codec(long oid) {
        return CODECS.get(oid);
    }

    static Map<Long, PgType> all() {
        return Map.copyOf(TYPES);
    }
}
