package io.pgwal.protocol;

/**
 * What one CopyData of the replication stream holds.
 *
 * <p>Source: PostgreSQL, "Streaming Replication Protocol", START_REPLICATION.
 */
public sealed interface WalFrame {

    /** The server's current end of WAL, as far as it says; after it nothing was decoded yet. */
    Lsn walEnd();

    /**
     * One pgoutput message. Wire: 'w', three times 8 bytes, then the message.
     *
     * @param walStart where the record of this message starts; 0/0 for Relation and Type, neither monotonic nor unique
     * @param bytes    the whole CopyData; not copied, belongs to whoever holds the frame
     * @param offset   where the message begins in {@code bytes}; it goes on to the end of the array
     */
    record XLogData(Lsn walStart, Lsn walEnd, PgTime sendTime, byte[] bytes, int offset) implements WalFrame {}

    /**
     * The server is alive, and everything that committed before {@code walEnd} was sent before this. Wire: 'k', 18 bytes.
     *
     * @param replyRequested answer at once, or the server takes the connection for dead
     */
    record Keepalive(Lsn walEnd, PgTime sendTime, boolean replyRequested) implements WalFrame {}

    /** @throws MalformedMessageException when it is neither, or of a wrong length */
    static WalFrame decode(byte[] bytes) {
        if (bytes.length == 0) {
            throw MalformedMessageException.truncated("CopyData.tag", 0, 1, 0);
        }
        switch (bytes[0]) {
            case 'w' -> {
                WireReader in = new WireReader(bytes, 0, bytes.length, 1, "XLogData");
                return new XLogData(in.lsn("walStart"), in.lsn("walEnd"), in.time("sendTime"), bytes, 25);
            }
            case 'k' -> {
                WireReader in = new WireReader(bytes, 0, bytes.length, 1, "Keepalive");
                Keepalive keepalive = new Keepalive(in.lsn("walEnd"), in.time("sendTime"), in.bool("replyRequested"));
                in.end();
                return keepalive;
            }
            default ->
                throw MalformedMessageException.unexpected(
                        "CopyData.tag", 0, "'w' or 'k'", PgOutputDecoder.tag(bytes[0]));
        }
    }
}
