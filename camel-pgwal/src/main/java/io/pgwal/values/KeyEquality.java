package io.pgwal.values;

import io.pgwal.protocol.Tuple;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;

/**
 * Whether and how the bytes of a key column tell if two values are equal to PostgreSQL: what is equal must hash alike, or
 * two changes of one row would not be seen as such.
 */
enum KeyEquality {
    /** Equal values have equal bytes. */
    BYTES {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            byte[] frame = tuple.frame();
            int hash = 1;
            int end = tuple.offset(column) + tuple.length(column);
            for (int i = tuple.offset(column); i < end; i++) {
                hash = 31 * hash + frame[i];
            }
            return hash;
        }
    },
    /** 1.0 and 1.00 are equal. */
    NUMERIC {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            Object value = tuple.kind(column) == Tuple.Kind.TEXT
                    ? codec.fromText(tuple.frame(), tuple.offset(column), tuple.length(column))
                    : codec.fromBinary(tuple.frame(), tuple.offset(column), tuple.length(column));
            return value instanceof BigDecimal number
                    ? number.stripTrailingZeros().hashCode()
                    : value.hashCode();
        }
    },
    /** Equality has rules of its own (citext, -0, 24 hours and 1 day, composites of such): all values hash alike. */
    OTHER {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            return 0;
        }
    };

    private static final long NUMERIC_OID = 1700;

    /**
     * bool, bytea, "char", name, int8, int2, int4, text, oid, cidr, macaddr8, macaddr, inet, bpchar, varchar, date, time,
     * timestamp, timestamptz, bit, varbit, uuid, pg_lsn, xid8. Text under a nondeterministic collation is not known as
     * such here.
     */
    private static final Set<Long> BY_BYTES = Set.copyOf(Arrays.asList(
            16L, 17L, 18L, 19L, 20L, 21L, 23L, 25L, 26L, 650L, 774L, 829L, 869L, 1042L, 1043L, 1082L, 1083L, 1114L,
            1184L, 1560L, 1562L, 2950L, 3220L, 5069L));

    /** @return a hash of the value, which is there */
    abstract int hash(Tuple tuple, int column, ValueCodec codec);

    static KeyEquality of(PgType type, TypeCatalog types) {
        PgType base = type;
        for (int depth = 0; base instanceof PgType.Domain domain && depth < 64; depth++) {
            base = types.type(domain.base());
        }
        if (base instanceof PgType.Enum || BY_BYTES.contains(base.oid())) {
            return BYTES;
        }
        return base.oid() == NUMERIC_OID ? NUMERIC : OTHER;
    }
}
