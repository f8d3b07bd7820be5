package io.pgwal.protocol;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A byte position in the write-ahead log: unsigned 64 bits, written as two hexadecimal halves such as
 * {@code 16/B374D848} (PostgreSQL's type {@code pg_lsn}).
 *
 * @param bits the position; compare with {@link #compareTo}, never with {@code <}
 */
public record Lsn(long bits) implements Comparable<Lsn>, Serializable {

    /** {@code 0/0}, PostgreSQL's InvalidXLogRecPtr: no position. */
    public static final Lsn ZERO = new Lsn(0);

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    /** @throws IllegalArgumentException when the text is not two hexadecimal halves of at most 32 bits each */
    public static Lsn parse(String text) {
        Matcher halves = TEXT.matcher(text);
        if (!halves.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an LSN such as 16/B374D848");
        }
        return new Lsn(Long.parseLong(halves.group(1), 16) << 32 | Long.parseLong(halves.group(2), 16));
    }

    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    /** The later of the two. */
    public static Lsn max(Lsn a, Lsn b) {
        return a.isAfter(b) ? a : b;
    }

    /** Bytes from {@code earlier} to this; negative when this is the earlier one. */
    public long minus(Lsn earlier) {
        return bits - earlier.bits;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return Integer.toHexString((int) (bits >>> 32)).toUpperCase(java.util.Locale.ROOT)
                + "/"
                + Integer.toHexString((int) bits).toUpperCase(java.util.Locale.ROOT);
    }
}
