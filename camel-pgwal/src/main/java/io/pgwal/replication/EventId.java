package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identity of a change: the same at every redelivery, and in order of delivery when sorted as text.
 *
 * <p>Written {@code 00000000016B3748-2-000000000005}: the commit LSN as 16 hexadecimal digits, the phase, the ordinal in
 * the transaction as 12 decimal digits. The phase keeps apart what could otherwise meet: a non-transactional message has
 * only an end, and the transaction that commits next may start at that very byte.
 */
public record EventId(Lsn commitLsn, Phase phase, long ordinal) implements Comparable<EventId>, Serializable {

    /** In order of delivery among events of one LSN. */
    public enum Phase {
        /** Outside of any transaction: a non-transactional message, a ROLLBACK PREPARED. */
        ALONE,
        BEGIN,
        CHANGE,
        COMMIT
    }

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{16})-([0-3])-([0-9]{12})");

    /** @throws IllegalArgumentException when the text is not what {@link #toString} writes */
    public static EventId parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an event id such as "
                    + "00000000016B3748-2-000000000005 (the header CamelPgWalEventId)");
        }
        return new EventId(
                new Lsn(Long.parseUnsignedLong(parts.group(1), 16)),
                Phase.values()[Integer.parseInt(parts.group(2))],
                Long.parseLong(parts.group(3)));
    }

    @Override
    public int compareTo(EventId other) {
        int byLsn = commitLsn.compareTo(other.commitLsn);
        int byPhase = byLsn != 0 ? byLsn : phase.compareTo(other.phase);
        return byPhase != 0 ? byPhase : Long.compare(ordinal, other.ordinal);
    }

    @Override
    public String toString() {
        String lsn = Long.toHexString(commitLsn.bits()).toUpperCase(Locale.ROOT);
        String number = Long.toString(ordinal);
        return "0".repeat(16 - lsn.length())
                + lsn
                + '-'
                + phase.ordinal()
                + '-'
                + "0".repeat(12 - number.length())
                + number;
    }
}
