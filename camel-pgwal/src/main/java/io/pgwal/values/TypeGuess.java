package io.pgwal.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The PostgreSQL types of Java values, as far as the class tells: the way back of the table of types. */
final class TypeGuess {

    private static final Map<Class<?>, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(String.class, "text");
        NAMES.put(Boolean.class, "bool");
        NAMES.put(Short.class, "int2");
        NAMES.put(Integer.class, "int4");
        NAMES.put(Long.class, "int8");
        NAMES.put(Float.class, "float4");
        NAMES.put(Double.class, "float8");
        NAMES.put(BigDecimal.class, "numeric");
        NAMES.put(BigInteger.class, "xid8");
        NAMES.put(byte[].class, "bytea");
        NAMES.put(UUID.class, "uuid");
        NAMES.put(LocalDate.class, "date");
        NAMES.put(LocalTime.class, "time");
        NAMES.put(OffsetTime.class, "timetz");
        NAMES.put(LocalDateTime.class, "timestamp");
        NAMES.put(OffsetDateTime.class, "timestamptz");
        NAMES.put(Interval.class, "interval");
        NAMES.put(Geometry.Point.class, "point");
        NAMES.put(Geometry.Line.class, "line");
        NAMES.put(Geometry.LineSegment.class, "lseg");
        NAMES.put(Geometry.Box.class, "box");
        NAMES.put(Geometry.Path.class, "path");
        NAMES.put(Geometry.Polygon.class, "polygon");
        NAMES.put(Geometry.Circle.class, "circle");
    }

    /** PostgreSQL's other names of its types. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("boolean", "bool"),
            Map.entry("smallint", "int2"),
            Map.entry("integer", "int4"),
            Map.entry("int", "int4"),
            Map.entry("bigint", "int8"),
            Map.entry("real", "float4"),
            Map.entry("double precision", "float8"),
            Map.entry("decimal", "numeric"),
            Map.entry("character", "bpchar"),
            Map.entry("character varying", "varchar"),
            Map.entry("bit varying", "varbit"),
            Map.entry("time with time zone", "timetz"),
            Map.entry("timestamp with time zone", "timestamptz"));

    /** What a server gives to types that its users make. */
    private long nextOid = 20_000;

    private final TypeCatalog catalog = new TypeCatalog();

    TypeCatalog catalog() {
        return catalog;
    }

    /** @throws IllegalArgumentException when no built-in type has this name */
    static PgType named(String name) {
        boolean array = name.endsWith("[]");
        String element = array ? name.substring(0, name.length() - 2) : name;
        PgType type = BuiltinTypes.find(ALIASES.getOrDefault(element, element));
        type = array && type != null ? BuiltinTypes.arrayOf(type) : type;
        if (type == null) {
            throw new IllegalArgumentException("'" + name
                    + "' is no built-in type such as jsonb or int8[]. Leave the type out for one of your own");
        }
        return type;
    }

    /** @throws IllegalArgumentException when no type of PostgreSQL becomes this class */
    PgType of(Object value) {
        if (value == null) {
            return named("text");
        }
        if (value instanceof Range<?> range) {
            return range(range);
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Map<?, ?> attributes) {
            return composite(attributes);
        }
        String name = NAMES.get(value.getClass());
        if (name == null) {
            throw new IllegalArgumentException("No type of PostgreSQL becomes a "
                    + value.getClass().getName() + ". Use the class that the page types.md names");
        }
        return named(name);
    }

    private PgType range(Range<?> range) {
        Object bound = range.lower() == null ? range.upper() : range.lower();
        PgType subtype = bound == null ? named("int4") : of(bound);
        return BuiltinTypes.all().values().stream()
                .filter(type -> type instanceof PgType.Range known && known.subtype() == subtype.oid())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No built-in range has bounds of type " + subtype.name()
                        + ". Name the type, or give its text"));
    }

    /** A list of ranges is a multirange. */
    private PgType list(List<?> list) {
        Object element = firstElement(list);
        if (element instanceof Range<?> range) {
            PgType type = range(range);
            return BuiltinTypes.all().values().stream()
                    .filter(known -> known instanceof PgType.Multirange plural && plural.range() == type.oid())
                    .findFirst()
                    .orElseThrow();
        }
        PgType type = of(element);
        PgType builtin = BuiltinTypes.arrayOf(type);
        return builtin != null
                ? builtin
                : added(new PgType.Array(nextOid++, "public", "_" + type.name(), type.oid(), ','));
    }

    /** Null when all are. */
    private static Object firstElement(List<?> list) {
        Object first = list.stream().filter(Objects::nonNull).findFirst().orElse(null);
        return first instanceof List<?> inner ? firstElement(inner) : first;
    }

    private PgType composite(Map<?, ?> attributes) {
        List<PgType.Attribute> types = attributes.entrySet().stream()
                .map(attribute -> new PgType.Attribute(
                        (String) attribute.getKey(), of(attribute.getValue()).oid()))
                .toList();
        long oid = nextOid++;
        return added(new PgType.Composite(oid, "public", "composite_" + oid, types));
    }

    private PgType added(PgType type) {
        catalog.add(type);
        return type;
    }
}
