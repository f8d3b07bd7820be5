package io.pgwal.protocol;

/**
 * Bytes are not what they claim to be. The text names the field, where it stands, and what was needed and found; it
 * never holds row data.
 */
public final class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final int offset;

    private MalformedMessageException(String field, int offset, String problem) {
        super(field + " at offset " + offset + ": " + problem);
        this.field = field;
        this.offset = offset;
    }

    static MalformedMessageException truncated(String field, int offset, long need, int have) {
        return new MalformedMessageException(field, offset, "needs " + need + " bytes, has " + have);
    }

    static MalformedMessageException overlong(String message, int offset, int have) {
        return new MalformedMessageException(message, offset, "needs to end here, has " + have + " more bytes");
    }

    static MalformedMessageException unexpected(String field, int offset, String need, String have) {
        return new MalformedMessageException(field, offset, "needs " + need + ", has " + have);
    }

    /** Message and field in PostgreSQL's words, such as {@code Begin.finalLsn}. */
    public String field() {
        return field;
    }

    /** Offset of the field in the message, in bytes; 0 is the message's tag. */
    public int offset() {
        return offset;
    }
}
