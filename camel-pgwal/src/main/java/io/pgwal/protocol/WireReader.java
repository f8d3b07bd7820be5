package io.pgwal.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A cursor over one message that cannot leave it. All numbers are big-endian; unsigned ones are widened here, so that
 * nothing further in can misread a sign. Not thread-safe.
 */
final class WireReader {

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final String message;
    private int at;

    /** @param message the message's name, the first half of every error's field */
    WireReader(byte[] bytes, int start, int end, int at, String message) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.at = at;
        this.message = message;
    }

    int uint8(String field) {
        return bytes[take(1, field)] & 0xFF;
    }

    int int16(String field) {
        int from = take(2, field);
        return (short) ((bytes[from] & 0xFF) << 8 | bytes[from + 1] & 0xFF);
    }

    int int32(String field) {
        return BigEndian.int32(bytes, take(4, field));
    }

    /** An Oid or a transaction id. */
    long uint32(String field) {
        return int32(field) & 0xFFFF_FFFFL;
    }

    long int64(String field) {
        return BigEndian.int64(bytes, take(8, field));
    }

    Lsn lsn(String field) {
        return new Lsn(int64(field));
    }

    PgTime time(String field) {
        return new PgTime(int64(field));
    }

    boolean bool(String field) {
        int value = uint8(field);
        if (value > 1) {
            throw unexpected(field, 1, "0 or 1", Integer.toString(value));
        }
        return value == 1;
    }

    /** Flags that no version of the protocol uses yet. */
    void noFlags(String field) {
        int value = uint8(field);
        if (value != 0) {
            throw unexpected(field, 1, "0", Integer.toString(value));
        }
    }

    /**
     * A count of things that follow, refused when the message is too short to hold so many: a length field alone never
     * makes us allocate.
     *
     * @param count the value read
     * @param least bytes that each of the things takes at least
     */
    int countThatFits(int count, int width, int least, String field) {
        if (count < 0) {
            throw unexpected(field, width, "a count of 0 or more", Integer.toString(count));
        }
        if ((long) count * least > remaining()) {
            throw MalformedMessageException.truncated(
                    message + "." + field, at - width - start, (long) count * least, remaining());
        }
        return count;
    }

    /**
     * Text in UTF-8 up to a zero byte. Other bytes, which a name in a database of encoding SQL_ASCII may have, as PostgreSQL's
     * text for bytes, {@code \\x} and hex.
     */
    String cstring(String field) {
        int from = at;
        for (int i = from; i < end; i++) {
            if (bytes[i] == 0) {
                at = i + 1;
                return utf8(from, i - from);
            }
        }
        throw MalformedMessageException.truncated(
                message + "." + field + " (zero-terminated)", from - start, (long) end - from + 1, end - from);
    }

    byte[] bytes(int length, String field) {
        int from = take(length, field);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** Passes over {@code length} bytes. @return where in {@link #array()} they begin */
    int take(int length, String field) {
        if (length < 0) {
            throw unexpected(field, 4, "a length of 0 or more", Integer.toString(length));
        }
        if (end - at < length) {
            throw MalformedMessageException.truncated(message + "." + field, at - start, length, end - at);
        }
        int from = at;
        at += length;
        return from;
    }

    int remaining() {
        return end - at;
    }

    byte[] array() {
        return bytes;
    }

    /** No message leaves bytes unread: what we do not understand must not pass for understood. */
    void end() {
        if (at != end) {
            throw MalformedMessageException.overlong(message, at - start, end - at);
        }
    }

    /** @param width bytes just read, which the error is about */
    MalformedMessageException unexpected(String field, int width, String need, String have) {
        return MalformedMessageException.unexpected(message + "." + field, at - width - start, need, have);
    }

    private String utf8(int from, int length) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return text.toString();
        } catch (CharacterCodingException e) {
            return "\\x" + HexFormat.of().formatHex(bytes, from, from + length);
        }
    }
}
