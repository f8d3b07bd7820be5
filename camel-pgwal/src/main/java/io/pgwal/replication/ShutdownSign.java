package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.time.Duration;

/**
 * Tells that the server is shutting down and waits for us.
 *
 * <p>At a shutdown a walsender sends what is left and then stays until all of it is confirmed, however long that takes: it
 * asks for a reply, and asks again as soon as one has come. Nothing else makes it ask twice in a row: before
 * wal_sender_timeout it asks when half of that has passed without a reply, and for synchronous replication, or to tell
 * that it is idle, it sends keepalives that do not ask. Pure: the time is told.
 */
final class ShutdownSign {

    /** So many times in a row, and for so long: time for what is nearly done to be confirmed still. */
    private static final int ASKED = 5;

    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    private final long closeTogetherNanos;
    private int asked;
    private Lsn at = Lsn.ZERO;
    private long first;
    private long latest;

    /** @param walSenderTimeout zero when switched off: then nothing but a shutdown asks at all */
    ShutdownSign(Duration walSenderTimeout) {
        this.closeTogetherNanos =
                walSenderTimeout.isZero() ? Duration.ofSeconds(15).toNanos() : walSenderTimeout.toNanos() / 4;
    }

    /** A keepalive asks for a reply. */
    void asked(Lsn walEnd, long now) {
        if (asked == 0 || !walEnd.equals(at) || now - latest > closeTogetherNanos) {
            asked = 0;
            first = now;
        }
        asked++;
        at = walEnd;
        latest = now;
    }

    /** Something was sent: whoever still sends is not waiting for us. */
    void sent() {
        asked = 0;
    }

    /** It has asked twice in a row: answering every time at once would keep both sides busy. */
    boolean isSuspected() {
        return asked > 1;
    }

    boolean isPlain() {
        return asked >= ASKED && latest - first >= GRACE_NANOS;
    }
}
