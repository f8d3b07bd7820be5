package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import org.slf4j.LoggerFactory;

/** What a {@link ReplicationSession} tells. All calls come from the session's thread and must return soon. */
public interface ChangeListener {

    /** The next change, in commit order. Keep it, do it elsewhere, and say at the delivery what became of it. */
    void onChange(Change change, Delivery delivery);

    /** For now these were all: what was kept to be handed on together is to be handed on. */
    default void onChangesEnd() {}

    /**
     * There is more, but no room for it ({@link Pace}) until some of what is out completes. Called again and again as long
     * as it is so.
     */
    default void onFull() {}

    /** Whether {@link Transaction#takeArrival} will be asked: asked itself when a connection begins. */
    default boolean wantsArrivals() {
        return false;
    }

    /**
     * The connection is gone. What was handed over and not completed comes again after the reconnect, so whatever waits
     * to be done may be forgotten; what is said at its deliveries has no effect any more.
     */
    default void onDisconnect() {}

    /**
     * The slot was missing and has been created: changes that committed before are not delivered. The session logs it as a
     * warning. At each connection with a temporary slot.
     *
     * @param start position of the new slot
     */
    default void onSlotCreated(Lsn start) {}

    /** Something went wrong and is tried again; nothing is lost. Logged as a warning unless somebody does better. */
    default void onFailure(ReplicationFailure failure) {
        LoggerFactory.getLogger(ChangeListener.class).warn(failure.getMessage());
    }

    /**
     * The session has ended with this failure: somebody has to act. Not called after an ordinary stop. Logged as an error
     * unless somebody does better.
     */
    default void onEnd(ReplicationFailure failure) {
        LoggerFactory.getLogger(ChangeListener.class).error("The session has ended: {}", failure.getMessage(), failure);
    }
}
