package io.pgwal.values;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Oid → type and codec: the built-in types, and those that are handed in from {@code pg_type}. Fed, and asked for codecs,
 * by the one thread that decodes a stream; the codecs may be used, and types be asked for, from any.
 */
public final class TypeCatalog {

    /** Types nested deeper than this are text: a codec calls those of its parts, and the stack has an end. */
    private static final int MAX_NESTING = 64;

    private static final ValueCodec STRING = ValueCodec.of(TextCodecs::text, TextCodecs::text);
    /** Text as it is; in the binary format it does not decode. */
    private static final ValueCodec OPAQUE = ValueCodec.of(TextCodecs::text, TextCodecs::opaqueBinary);

    /** Types of extensions by their names, since their oids differ from database to database. */
    private static final Map<String, ValueCodec> EXTENSIONS = Map.of(
            "hstore", ValueCodec.of(HstoreCodec::text, HstoreCodec::binary),
            "citext", STRING,
            "ltree", ValueCodec.of(TextCodecs::text, TextCodecs::versionedBinary),
            "lquery", ValueCodec.of(TextCodecs::text, TextCodecs::versionedBinary),
            "ltxtquery", ValueCodec.of(TextCodecs::text, TextCodecs::versionedBinary));

    private final Map<Long, PgType> types = new ConcurrentHashMap<>();
    private final Map<Long, Nested> codecs = new ConcurrentHashMap<>();

    /** @param height how many codecs call one another, this one included */
    private record Nested(ValueCodec codec, int height) {}

    /** Whether values of this type can be decoded without asking {@code pg_type}. */
    public static boolean isBuiltin(long oid) {
        return BuiltinTypes.find(oid) != null;
    }

    /** Adds what {@code pg_type} says; a type handed in again replaces the earlier one. A built-in one stays as it is. */
    public void add(PgType type) {
        types.put(type.oid(), type);
        codecs.clear();
    }

    /**
     * {@link PgType.Unknown} when neither built in nor handed in, and for a domain that is nested deeper than values are
     * decoded: each domain that is returned ends at another type.
     */
    public PgType type(long oid) {
        PgType type = known(oid);
        PgType tooDeep = new PgType.Unknown(oid);
        return type instanceof PgType.Domain && base(type, this::known).equals(tooDeep) ? tooDeep : type;
    }

    private PgType known(long oid) {
        PgType builtin = BuiltinTypes.find(oid);
        return builtin != null ? builtin : types.getOrDefault(oid, new PgType.Unknown(oid));
    }

    /**
     * Returns the type that a domain is over in the end, and any other type itself; {@link PgType.Unknown} for a domain
     * that is nested deeper than values are decoded.
     *
     * @param types what an oid stands for
     */
    static PgType base(PgType type, LongFunction<PgType> types) {
        PgType base = type;
        for (int depth = 1; base instanceof PgType.Domain domain; depth++) {
            if (depth == MAX_NESTING) {
                return new PgType.Unknown(type.oid());
            }
            base = types.apply(domain.base());
        }
        return base;
    }

    ValueCodec codec(long oid) {
        return nested(oid, 1).codec;
    }

    /**
     * A type that contains itself, which PostgreSQL does not allow, ends as text at the greatest depth too.
     *
     * @param depth how many types this one stands in, itself included
     */
    private Nested nested(long oid, int depth) {
        if (depth > MAX_NESTING) {
            return new Nested(OPAQUE, 1);
        }
        Nested known = codecs.get(oid);
        if (known == null) {
            known = build(type(oid), depth);
            if (known.height > MAX_NESTING) {
                known = new Nested(OPAQUE, 1);
            }
            codecs.put(oid, known);
        }
        return known;
    }

    private Nested build(PgType type, int depth) {
        if (type instanceof PgType.Array array) {
            Nested element = nested(array.element(), depth + 1);
            return above(element, new ArrayCodec(array.element(), element.codec, array.delimiter()));
        }
        if (type instanceof PgType.Domain domain) {
            return nested(domain.base(), depth + 1);
        }
        if (type instanceof PgType.Composite composite) {
            return composite(composite, depth);
        }
        if (type instanceof PgType.Range range) {
            Nested subtype = nested(range.subtype(), depth + 1);
            return above(subtype, new RangeCodec(subtype.codec));
        }
        if (type instanceof PgType.Multirange multirange) {
            Nested range = nested(multirange.range(), depth + 1);
            return range.codec instanceof RangeCodec codec ? above(range, codec.multirange()) : new Nested(OPAQUE, 1);
        }
        if (type instanceof PgType.Enum) {
            return new Nested(STRING, 1);
        }
        ValueCodec builtin = BuiltinTypes.codec(type.oid());
        return new Nested(builtin != null ? builtin : EXTENSIONS.getOrDefault(type.name(), OPAQUE), 1);
    }

    private Nested composite(PgType.Composite composite, int depth) {
        List<Nested> attributes = composite.attributes().stream()
                .map(attribute -> nested(attribute.type(), depth + 1))
                .toList();
        ValueCodec codec = new CompositeCodec(
                composite, attributes.stream().map(Nested::codec).toArray(ValueCodec[]::new));
        int highest = attributes.stream().mapToInt(Nested::height).max().orElse(0);
        return new Nested(codec, highest + 1);
    }

    private static Nested above(Nested part, ValueCodec codec) {
        return new Nested(codec, part.height + 1);
    }
}
