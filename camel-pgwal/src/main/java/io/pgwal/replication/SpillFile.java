package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Frames in the order in which they were written: first all are written, then all are read, once. A frame is xid (8
 * bytes), arrival (8), walStart (8), length (4) and the message.
 */
final class SpillFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int HEADER = 28;

    private final Path path;
    private final DataOutputStream out;
    private DataInputStream in;
    private long written;
    private long read;

    SpillFile(Path path) throws IOException {
        this.path = path;
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
    }

    void write(StreamedTransaction.Frame frame) throws IOException {
        int length = frame.bytes().length - frame.offset();
        out.writeLong(frame.xid());
        out.writeLong(frame.arrival());
        out.writeLong(frame.walStart().bits());
        out.writeInt(length);
        out.write(frame.bytes(), frame.offset(), length);
        written += HEADER + length;
    }

    void flush() throws IOException {
        out.flush();
    }

    long bytes() {
        return written;
    }

    /** Null at the end of what was written. */
    StreamedTransaction.Frame read() throws IOException {
        if (in == null) {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER));
        }
        if (read == written) {
            return null;
        }
        long xid = in.readLong();
        long arrival = in.readLong();
        Lsn walStart = new Lsn(in.readLong());
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        read += HEADER + bytes.length;
        return new StreamedTransaction.Frame(xid, arrival, walStart, bytes, 0);
    }

    /** Removes the file, whatever cannot be closed. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            try {
                if (in != null) {
                    in.close();
                }
            } finally {
                Files.deleteIfExists(path);
            }
        }
    }
}
