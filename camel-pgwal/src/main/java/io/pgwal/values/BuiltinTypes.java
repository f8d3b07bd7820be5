package io.pgwal.values;

/** The types with fixed oids. Source: PostgreSQL's pg_type.dat, majors 14 to 18. */
final class BuiltinTypes {

    private BuiltinTypes() {}

    static PgType find(long oid) {
        return null;
    }
}
