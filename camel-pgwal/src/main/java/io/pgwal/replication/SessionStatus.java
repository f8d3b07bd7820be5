package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as it is now.
 *
 * @param since       of this state
 * @param received    end of what the server has sent
 * @param confirmed   what PostgreSQL may forget
 * @param inFlight    changes handed over and not completed
 * @param reconnects  connections lost since the start
 * @param undecodable values delivered as text because they did not decode
 * @param lastFailure of this session, mended or not
 */
public record SessionStatus(
        State state,
        Instant since,
        Lsn received,
        Lsn confirmed,
        long inFlight,
        long reconnects,
        long undecodable,
        Optional<ReplicationFailure> lastFailure) {

    public enum State {
        CONNECTING,
        STREAMING,
        PAUSED,
        /** Somebody else reads the slot. */
        STANDBY,
        STOPPED
    }
}
