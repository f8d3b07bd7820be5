package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * What was streamed of one transaction in progress, in order: the older part in a file once memory is short, the newer
 * in memory. Session's thread only.
 */
final class StreamedTransaction implements AutoCloseable {

    /** Bytes that a frame takes besides its own. */
    private static final int OVERHEAD = 64;

    /**
     * A message inside a streamed block, undecoded.
     *
     * @param xid     of the subtransaction
     * @param arrival place among all messages of the connection
     * @param bytes   holds the message from {@code offset} to its end
     */
    record Frame(long xid, long arrival, Lsn walStart, byte[] bytes, int offset) {
        int memory() {
            return bytes.length + OVERHEAD;
        }
    }

    private final ArrayDeque<Frame> inMemory = new ArrayDeque<>();
    private final Set<Long> aborted = new HashSet<>();
    private SpillFile file;
    private String origin;
    private long memory;

    void add(Frame frame) {
        inMemory.add(frame);
        memory += frame.memory();
    }

    void cameFrom(String name) {
        origin = name;
    }

    /** Null when it is this server's own. */
    String origin() {
        return origin;
    }

    /** Takes back exactly the changes that carry this id; its own subtransactions are taken back by their own ids. */
    void abort(long subxid) {
        aborted.add(subxid);
        while (!inMemory.isEmpty() && aborted.contains(inMemory.peekLast().xid())) {
            memory -= inMemory.removeLast().memory(); // the usual case: what was rolled back came last
        }
    }

    long memory() {
        return memory;
    }

    long spilled() {
        return file == null ? 0 : file.bytes();
    }

    /** Moves all that is in memory to the file. */
    void spill(SpillDirectory directory) throws IOException {
        if (file == null) {
            file = directory.create();
        }
        while (!inMemory.isEmpty()) {
            Frame frame = inMemory.remove();
            if (!aborted.contains(frame.xid())) {
                file.write(frame);
            }
        }
        memory = 0;
        file.flush();
    }

    /** The next frame in order, without those that were taken back; null at the end. Takes it out. */
    Frame next() throws IOException {
        Frame frame = file == null ? null : file.read();
        while (frame != null && aborted.contains(frame.xid())) {
            frame = file.read();
        }
        if (frame != null) {
            return frame;
        }
        do {
            frame = inMemory.poll();
            memory -= frame == null ? 0 : frame.memory();
        } while (frame != null && aborted.contains(frame.xid()));
        return frame;
    }

    @Override
    public void close() throws IOException {
        inMemory.clear();
        memory = 0;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
