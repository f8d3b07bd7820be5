package io.pgwal.values;

import java.io.Serializable;

/**
 * A PostgreSQL range. Ranges over whole steps come as PostgreSQL canonicalises them: {@code [1,5]} of int4 is
 * {@code [1,6)}.
 *
 * @param lower null when unbounded, and when empty; a bound that <em>is</em> infinity is a value, not null
 * @param upper likewise
 * @param lowerInclusive false when unbounded
 * @param upperInclusive likewise
 * @param empty          contains nothing; has no bounds
 */
public record Range<T>(T lower, T upper, boolean lowerInclusive, boolean upperInclusive, boolean empty)
        implements Serializable {

    /** @throws IllegalArgumentException when an empty range has a bound, or a side without a bound includes it */
    public Range {
        if (empty && (lower != null || upper != null)
                || lower == null && lowerInclusive
                || upper == null && upperInclusive) {
            throw new IllegalArgumentException("a range includes a bound that it does not have");
        }
    }

    public static <T> Range<T> emptyRange() {
        return new Range<>(null, null, false, false, true);
    }

    /** Of bounds of which either may be null. */
    public static <T> Range<T> of(T lower, boolean lowerInclusive, T upper, boolean upperInclusive) {
        return new Range<>(lower, upper, lowerInclusive, upperInclusive, false);
    }

    /** In PostgreSQL's notation, with the bounds in Java's. */
    @Override
    public String toString() {
        if (empty) {
            return "empty";
        }
        return (lowerInclusive ? "[" : "(")
                + (lower == null ? "" : lower)
                + ","
                + (upper == null ? "" : upper)
                + (upperInclusive ? "]" : ")");
    }
}
