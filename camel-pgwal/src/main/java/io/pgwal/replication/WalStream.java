package io.pgwal.replication;

import io.pgwal.protocol.StatusUpdate;

/** One open replication stream. Session's thread only, except for {@link #close}. */
interface WalStream extends AutoCloseable {

    /**
     * The next CopyData, or null when nothing came.
     *
     * @param patienceMillis how long to wait for it at most; some streams wait a millisecond only
     * @throws ReplicationFailure when the stream has ended or the server reported an error
     */
    byte[] poll(int patienceMillis);

    /**
     * @throws ReplicationFailure when it cannot be sent, or when the server has warned that it skips changes: then
     *     nothing must be confirmed any more
     */
    void confirm(StatusUpdate status);

    /** Frees the slot: closes the socket without waiting for the server, and wakes who reads. Any thread. */
    @Override
    void close();
}
