package io.pgwal.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Drops the slot of a session that has stopped. The server needs a moment to notice that the session has left. */
final class DropOnStop {

    /** A walsender that decodes a large transaction notices late. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final SessionSettings settings;

    private final Duration patience;

    DropOnStop(SessionSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /** @throws ReplicationFailure when the slot is still there */
    void drop() {
        String slot = settings.slot().name();
        if (settings.slot().temporary()) {
            return; // it ended with its connection
        }
        try (Connection connection = settings.connection().connectForReplication()) {
            long until = System.nanoTime() + patience.toNanos();
            while (!ReplicationSlots.drop(connection, slot)) {
                if (System.nanoTime() > until) {
                    throw new ReplicationFailure(
                            ReplicationFailure.Kind.SLOT_NOT_DROPPED,
                            "Slot " + slot + " was not dropped: it is still in use " + patience.toSeconds()
                                    + " s after the session stopped (55006)",
                            remedy(slot),
                            null);
                }
                LockSupport.parkNanos(this, PAUSE.toNanos());
            }
        } catch (SQLException e) {
            ReplicationFailure cause = ReplicationFailure.of(e, Phase.COMMAND, "Dropping the slot " + slot, settings);
            throw new ReplicationFailure(ReplicationFailure.Kind.SLOT_NOT_DROPPED, cause.what(), remedy(slot), e);
        }
    }

    private static String remedy(String slot) {
        return "It keeps WAL until it is dropped: SELECT pg_catalog.pg_drop_replication_slot(" + SqlText.literal(slot)
                + ")";
    }
}
