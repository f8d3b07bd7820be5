package io.pgwal.replication;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The transactions in progress of one connection. Together they take no more memory than allowed; the largest goes to a
 * file when they would. Session's thread only.
 */
final class StreamedTransactions implements AutoCloseable {

    private final SpillDirectory directory;
    private final long maxMemory;
    private final Map<Long, StreamedTransaction> open = new HashMap<>();
    private StreamedTransaction block;
    private long memory;

    StreamedTransactions(SpillDirectory directory, long maxMemory) {
        this.directory = directory;
        this.maxMemory = maxMemory;
        attempt(directory::removeLeftovers);
    }

    /** Whether the messages that come belong to a block, and so to {@link #add}. */
    boolean isInBlock() {
        return block != null;
    }

    /** A block of this transaction begins. @param first it is the first one of it in this connection */
    void startBlock(long xid, boolean first) {
        StreamedTransaction known = open.get(xid);
        if (first == (known != null)) {
            throw ReplicationFailure.malformed("a block of the transaction " + xid + " is said to be "
                    + (first ? "the first, and is not" : "another one, and is the first"));
        }
        block = first ? new StreamedTransaction() : known;
        open.put(xid, block);
    }

    void cameFrom(String origin) {
        block.cameFrom(origin);
    }

    void add(StreamedTransaction.Frame frame) {
        block.add(frame);
        memory += frame.memory();
        if (memory > maxMemory) {
            spillLargest();
        }
    }

    void stopBlock() {
        block = null;
    }

    /** Takes back a whole transaction or one subtransaction; either may never have been seen. */
    void abort(long xid, long subxid) {
        if (xid == subxid) {
            StreamedTransaction gone = open.remove(xid);
            if (gone != null) {
                memory -= gone.memory();
                attempt(gone::close);
            }
            return;
        }
        StreamedTransaction transaction = open.get(xid);
        if (transaction != null) {
            long before = transaction.memory();
            transaction.abort(subxid);
            memory -= before - transaction.memory();
        }
    }

    /** The transaction has committed or is prepared: its frames are the caller's now, who closes it. */
    StreamedTransaction take(long xid) {
        StreamedTransaction taken = open.remove(xid);
        if (taken == null) {
            throw ReplicationFailure.malformed("the end of the streamed transaction " + xid + " came without a block");
        }
        memory -= taken.memory();
        return taken;
    }

    /** Bytes in files now, of those that are in progress. */
    long spilled() {
        return open.values().stream().mapToLong(StreamedTransaction::spilled).sum();
    }

    private void spillLargest() {
        StreamedTransaction largest = open.values().stream()
                .max(Comparator.comparingLong(StreamedTransaction::memory))
                .orElseThrow();
        memory -= largest.memory();
        attempt(() -> largest.spill(directory));
    }

    /** Something with files. */
    interface FileWork {
        void run() throws IOException;
    }

    /** @throws ReplicationFailure SPILL_FAILED, naming the folder */
    void attempt(FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.SPILL_FAILED,
                    "A large transaction cannot be kept in " + directory + ": " + e.getMessage(),
                    "Make room there, or name another folder (spillDirectory); it is tried again from the transaction's"
                            + " start",
                    e);
        }
    }

    /** Forgets all and removes the files: after a reconnect the server streams every one from its start. */
    @Override
    public void close() {
        open.values().forEach(transaction -> attempt(transaction::close));
        open.clear();
        block = null;
        memory = 0;
    }
}
