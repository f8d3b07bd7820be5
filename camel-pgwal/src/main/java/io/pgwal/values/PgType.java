package io.pgwal.values;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/** A data type as {@code pg_type} describes it, with what is needed to decode its values. Oids are unsigned 32 bits. */
public sealed interface PgType extends Serializable {

    long oid();

    String schema();

    String name();

    /** A type with an input and output function of its own: a built-in one, or an extension's such as hstore. */
    record Base(long oid, String schema, String name) implements PgType {}

    /** @param delimiter between elements in the text format: ',' but ';' for box */
    record Array(long oid, String schema, String name, long element, char delimiter) implements PgType {}

    record Enum(long oid, String schema, String name) implements PgType {}

    /**
     * @param base   the type that the domain is over, which may be a domain itself
     * @param typmod what it adds to that type, as in {@code pg_type.typtypmod}; -1 when nothing
     */
    record Domain(long oid, String schema, String name, long base, int typmod) implements PgType {}

    /**
     * A row type. ALTER TYPE may have changed it since a value was written, so its attributes name a value only if the
     * value has one of the numbers of fields for which that is known to be right; other values do not decode.
     *
     * @param attributes without dropped ones, in order
     * @param lengths    numbers of fields; the first attributes are those of such a value
     */
    record Composite(long oid, String schema, String name, List<Attribute> attributes, Set<Integer> lengths)
            implements PgType {
        public Composite {
            attributes = List.copyOf(attributes);
            lengths = Set.copyOf(lengths);
        }

        /** One that has not been altered. */
        public Composite(long oid, String schema, String name, List<Attribute> attributes) {
            this(oid, schema, name, attributes, Set.of(attributes.size()));
        }
    }

    /** An attribute of a composite type. */
    record Attribute(String name, long type) implements Serializable {}

    record Range(long oid, String schema, String name, long subtype) implements PgType {}

    record Multirange(long oid, String schema, String name, long range) implements PgType {}

    /** The catalog does not have it (any more). Its values are delivered as their text. */
    record Unknown(long oid) implements PgType {
        @Override
        public String schema() {
            return "";
        }

        @Override
        public String name() {
            return "unknown";
        }
    }
}
