package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.util.Locale;

/**
 * Identity of a change: the same at every redelivery, and in order of delivery when sorted as text.
 *
 * <p>Written {@code 00000000016B3748-2-000000000005}: the commit LSN as 16 hexadecimal digits, the phase, the ordinal in
 * the transaction as 12 decimal digits. The phase keeps apart what could otherwise meet: a non-transactional message has
 * only an end, and the transaction that commits next may start at that very byte.
 */
public record EventId(Lsn commitLsn, Phase phase, long ordinal) implements Comparable<EventId> {

    /** In order of delivery among events of one LSN. */
    public enum Phase {
        /** Outside of any transaction: a non-transactional message, a ROLLBACK PREPARED. */
        ALONE,
        BEGIN,
        CHANGE,
        COMMIT
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
