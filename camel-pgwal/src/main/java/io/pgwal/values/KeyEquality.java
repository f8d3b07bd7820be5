package io.pgwal.values;

import io.pgwal.protocol.Tuple;
import java.math.BigDecimal;
import java.util.Set;

/**
 * How a key column is hashed. Keys that PostgreSQL takes for equal have equal hashes, or two changes of one row could run
 * at the same time. The text and the binary form of a value hash differently: a session reads one of them.
 */
enum KeyEquality {
    /** Equal values have equal bytes. */
    BYTES {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            return bytes(tuple.frame(), tuple.offset(column), tuple.offset(column) + tuple.length(column));
        }
    },
    /** {@code char(n)}: blanks at the end do not count. */
    PADDED {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            byte[] frame = tuple.frame();
            int end = tuple.offset(column) + tuple.length(column);
            while (end > tuple.offset(column) && frame[end - 1] == ' ') {
                end--;
            }
            return bytes(frame, tuple.offset(column), end);
        }
    },
    /** 1.0 and 1.00 are equal, and so are 0.0 and -0.0. */
    NUMBER {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            Object value = value(tuple, column, codec);
            if (value instanceof BigDecimal number) {
                return number.stripTrailingZeros().hashCode();
            }
            double number = ((Number) value).doubleValue();
            return number == 0 ? 0 : Double.hashCode(number);
        }
    },
    /** A month is 30 days and a day is 24 hours. */
    INTERVAL {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            Interval value = (Interval) value(tuple, column, codec);
            // may overflow: equal spans are equal modulo 2^64 too
            long days = value.months() * 30L + value.days();
            return Long.hashCode(days * MICROS_OF_DAY + value.microseconds());
        }
    },
    /** What is equal is not known here: all values hash alike. */
    OTHER {
        @Override
        int hash(Tuple tuple, int column, ValueCodec codec) {
            return 0;
        }
    };

    private static final long MICROS_OF_DAY = 86_400_000_000L;

    /**
     * bool, bytea, "char", int8, int2, int4, oid, tid, xid, cid, cidr, macaddr8, macaddr, money, inet, date, time,
     * timestamp, timestamptz, timetz, bit, varbit, uuid, pg_lsn, xid8.
     */
    private static final Set<Long> BY_BYTES = Set.of(
            16L, 17L, 18L, 20L, 21L, 23L, 26L, 27L, 28L, 29L, 650L, 774L, 829L, 790L, 869L, 1082L, 1083L, 1114L, 1184L,
            1266L, 1560L, 1562L, 2950L, 3220L, 5069L);

    /** name, text, varchar: by bytes unless the collation is nondeterministic. */
    private static final Set<Long> TEXTS = Set.of(19L, 25L, 1043L);

    private static final long BPCHAR = 1042;
    private static final long INTERVALS = 1186;
    /** float4, float8, numeric. */
    private static final Set<Long> NUMBERS = Set.of(700L, 701L, 1700L);

    /** @return a hash of the value, which is there */
    abstract int hash(Tuple tuple, int column, ValueCodec codec);

    private static int bytes(byte[] frame, int from, int end) {
        int hash = 1;
        for (int i = from; i < end; i++) {
            hash = 31 * hash + frame[i];
        }
        return hash;
    }

    private static Object value(Tuple tuple, int column, ValueCodec codec) {
        return tuple.kind(column) == Tuple.Kind.TEXT
                ? codec.fromText(tuple.frame(), tuple.offset(column), tuple.length(column))
                : codec.fromBinary(tuple.frame(), tuple.offset(column), tuple.length(column));
    }

    /** Whether equality of the type depends on the column's collation. */
    static boolean isCollated(PgType type, TypeCatalog types) {
        long oid = TypeCatalog.base(type, types::type).oid();
        return TEXTS.contains(oid) || oid == BPCHAR;
    }

    /** @param deterministic whether the column's collation, if it has one, takes only equal bytes for equal */
    static KeyEquality of(PgType type, TypeCatalog types, boolean deterministic) {
        long oid = TypeCatalog.base(type, types::type).oid();
        if (BY_BYTES.contains(oid)) {
            return BYTES;
        } else if (TEXTS.contains(oid)) {
            return deterministic ? BYTES : OTHER;
        } else if (oid == BPCHAR) {
            return deterministic ? PADDED : OTHER;
        } else if (oid == INTERVALS) {
            return INTERVAL;
        }
        // an enum too: a label that was renamed is still the same value
        return NUMBERS.contains(oid) ? NUMBER : OTHER;
    }
}
