package io.pgwal.camel.transform;

/** Oids of the types that Debezium writes in ways of their own. */
final class DebeziumTypes {

    static final long BYTEA = 17;
    static final long INT8 = 20;
    static final long INT4 = 23;
    static final long MONEY = 790;
    static final long DATE = 1082;
    static final long BIT = 1560;
    static final long VARBIT = 1562;
    static final long NUMERIC = 1700;
    static final long UUID = 2950;

    private DebeziumTypes() {}
}
