package io.pgwal.values;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Oid → type and codec: the built-in types, and those that are handed in from {@code pg_type}. Fed and asked by the one
 * thread that decodes a stream; the codecs it gives may be used from any.
 */
public final class TypeCatalog {

    private final Map<Long, PgType> types = new ConcurrentHashMap<>();
    private final Map<Long, ValueCodec> codecs = new ConcurrentHashMap<>();

    /** Whether values of this type can be decoded without asking {@code pg_type}. */
    public static boolean isBuiltin(long oid) {
        return BuiltinTypes.find(oid) != null;
    }

    /** Adds what {@code pg_type} says; a type handed in again replaces the earlier one. */
    public void add(PgType type) {
        types.put(type.oid(), type);
        codecs.clear();
    }

    /** {@link PgType.Unknown} when neither built in nor handed in. */
    public PgType type(long oid) {
        PgType builtin = BuiltinTypes.find(oid);
        return builtin != null ? builtin : types.getOrDefault(oid, new PgType.Unknown(oid));
    }

    ValueCodec codec(long oid) {
        throw new UnsupportedOperationException("" + codecs.get(oid));
    }
}
