package io.pgwal.replication;

/** What a session does about a {@link ReplicationFailure}. */
public enum Verdict {
    /** Connect again, with growing delay. */
    RETRY,
    /** Somebody else reads the slot: wait for it, a standby. */
    STANDBY,
    /** Trying again cannot help, somebody has to act: end. */
    STOP
}
