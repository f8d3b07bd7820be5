package io.pgwal.replication;

/** What a session does about a {@link ReplicationFailure}. */
public enum Verdict {
    /** Connect again, with growing delay. */
    RETRY,
    /** Another consumer holds the slot. Wait, and take over when it is released. */
    STANDBY,
    /** Trying again cannot help: end. */
    STOP
}
