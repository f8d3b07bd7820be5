package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session tells its listener beside changes. A listener that throws harms neither the session nor its clean-up. */
final class ListenerReports {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationSession.class);

    private final ChangeListener listener;

    ListenerReports(ChangeListener listener) {
        this.listener = listener;
    }

    void disconnected() {
        guard("the end of the connection", listener::onDisconnect);
    }

    void slotCreated(Lsn start) {
        guard("the slot was created at " + start, () -> listener.onSlotCreated(start));
    }

    void failed(ReplicationFailure failure) {
        guard(failure.getMessage(), () -> listener.onFailure(failure));
    }

    void ended(ReplicationFailure failure) {
        guard(failure.getMessage(), () -> listener.onEnd(failure));
    }

    private static void guard(String told, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("The listener failed when it was told: {}", told, e);
        }
    }
}
