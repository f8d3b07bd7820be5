package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what is found after a reconnect goes on where this session was: the same cluster, a history that holds all that
 * was handed over, and a slot that nobody has moved on. What does not is named; none of it would show in the stream, which
 * would just leave changes out.
 *
 * <p>Positions of another process are not known, so the first connection of a session takes what it finds.
 */
final class Continuity {

    private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);

    /**
     * Where a session is.
     *
     * @param confirmed what it has told the server at most; 0/0 before the first connection
     * @param delivered the commit of the last transaction that was handed over; 0/0 when none was
     */
    record Position(Lsn confirmed, Lsn delivered) {
        static final Position START = new Position(Lsn.ZERO, Lsn.ZERO);
    }

    private final String location;
    private final Server last;
    private final Position position;

    /** @param last the server of the last connection */
    Continuity(String location, Server last, Position position) {
        this.location = location;
        this.last = last;
        this.position = position;
    }

    /** @throws ReplicationFailure OTHER_SERVER */
    void checkCluster(Server now) {
        if (!last.systemId().equals(now.systemId())) {
            throw new ReplicationFailure(
                    Kind.OTHER_SERVER,
                    location + " is another server now: its system identifier is " + now.systemId() + ", it was "
                            + last.systemId(),
                    "If that is meant, re-snapshot the tables and start again",
                    null);
        }
    }

    /**
     * @param history of {@code now}
     * @throws ReplicationFailure HISTORY_DIVERGED
     */
    void checkHistory(Server now, TimelineHistory history) {
        if (now.timeline() == last.timeline()) {
            // a standby may have replayed less at its restart than before; it comes to the same WAL again
            if (!now.standby() && position.confirmed().isAfter(now.walEnd())) {
                throw diverged("its WAL ends at " + now.walEnd() + ", before what was acknowledged, "
                        + position.confirmed() + "; it was set back to an earlier state");
            }
            return;
        }
        Optional<Lsn> left = history.left(last.timeline());
        if (left.isEmpty()) {
            throw diverged("it is on timeline " + now.timeline() + ", which does not come from timeline "
                    + last.timeline() + " that was read");
        }
        // who reads a standby may have followed it through its promotion
        if (!last.standby() && position.delivered().compareTo(left.get()) >= 0) {
            throw diverged("it left timeline " + last.timeline() + " at " + left.get()
                    + " when it was promoted, and what committed up to " + position.delivered()
                    + " was delivered before; from there on its positions, and event ids, mean other changes");
        }
    }

    /**
     * The server does not say why a slot is ahead: another instance may have read it, or it was moved.
     *
     * @param shared whether other instances read the slot too: then it is taken for their progress, with a warning
     * @throws ReplicationFailure SLOT_RECREATED
     */
    void checkSlot(ReplicationSlots.Slot slot, boolean shared) {
        if (!slot.confirmedFlush().isAfter(position.confirmed())) {
            return;
        }
        if (shared) {
            LOG.warn(
                    "Slot {} is at {}, ahead of {} that this instance confirmed. Another instance is taken to have read the"
                            + " changes between them, because sharedSlot=true",
                    slot.name(),
                    slot.confirmedFlush(),
                    position.confirmed());
            return;
        }
        throw new ReplicationFailure(
                Kind.SLOT_RECREATED,
                "Slot " + slot.name() + " is at " + slot.confirmedFlush() + ", ahead of " + position.confirmed()
                        + " that this session confirmed: the slot was dropped and created again, advanced, or read by"
                        + " another instance meanwhile, and no longer holds the changes between them",
                "If another instance has read these changes, start the route again; it continues at the slot's position."
                        + " To continue without a stop in future, set sharedSlot=true on all instances. Otherwise"
                        + " re-snapshot the tables first",
                null);
    }

    /** Where to start: a position of another timeline means nothing on this one. */
    Lsn start(Server now) {
        return last.timeline() == now.timeline() ? position.confirmed() : Lsn.ZERO;
    }

    private ReplicationFailure diverged(String how) {
        return new ReplicationFailure(
                Kind.HISTORY_DIVERGED,
                "The history of " + location + " is not the one that was read: " + how,
                "Compare what was delivered with the tables, or re-snapshot them, forget event ids from there on, and start "
                        + "again, which goes on from where the slot stands. To keep a consumer from being ahead of a "
                        + "standby: synchronized_standby_slots (PostgreSQL 17)",
                null);
    }
}
