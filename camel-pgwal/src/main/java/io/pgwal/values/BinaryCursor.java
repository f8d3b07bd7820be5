package io.pgwal.values;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A cursor over one value in the binary format that cannot leave it. All numbers are big-endian. Not thread-safe. */
final class BinaryCursor {

    private static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int at;

    BinaryCursor(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /** The one number that is the whole value. */
    static short int16(byte[] bytes, int offset, int length) {
        requireLength(length, 2);
        return (short) INT16.get(bytes, offset);
    }

    /** The one number that is the whole value. */
    static int int32(byte[] bytes, int offset, int length) {
        requireLength(length, 4);
        return (int) INT32.get(bytes, offset);
    }

    /** The one number that is the whole value. */
    static long int64(byte[] bytes, int offset, int length) {
        requireLength(length, 8);
        return (long) INT64.get(bytes, offset);
    }

    static void requireLength(int have, int need) {
        if (have != need) {
            throw new IllegalArgumentException("needs " + need + " bytes, has " + have);
        }
    }

    int uint8() {
        return bytes[take(1)] & 0xFF;
    }

    int int16() {
        return (short) INT16.get(bytes, take(2));
    }

    int uint16() {
        return int16() & 0xFFFF;
    }

    int int32() {
        return (int) INT32.get(bytes, take(4));
    }

    long uint32() {
        return int32() & 0xFFFF_FFFFL;
    }

    long int64() {
        return (long) INT64.get(bytes, take(8));
    }

    double float8() {
        return Double.longBitsToDouble(int64());
    }

    /** Text up to a zero byte. */
    String cstring() {
        for (int i = at; i < end; i++) {
            if (bytes[i] == 0) {
                String text = TextCodecs.utf8(bytes, at, i - at);
                at = i + 1;
                return text;
            }
        }
        throw new IllegalArgumentException("a string has no end");
    }

    /** A value behind its length; null when the length is -1, which is SQL NULL. */
    Object value(ValueCodec codec) {
        int length = int32();
        if (length == -1) {
            return null;
        }
        return codec.fromBinary(bytes, take(length), length);
    }

    /** A value behind its length that cannot be NULL. */
    Object requiredValue(ValueCodec codec) {
        Object value = value(codec);
        if (value == null) {
            throw new IllegalArgumentException("has a NULL where there cannot be one");
        }
        return value;
    }

    /**
     * A count of things that follow, refused when the value is too short to hold so many.
     *
     * @param least bytes that each of the things takes at least
     */
    int count(int least) {
        int count = int32();
        if (count < 0 || (long) count * least > end - at) {
            throw new IllegalArgumentException("a count does not fit the " + (end - at) + " bytes that follow");
        }
        return count;
    }

    /** Passes over {@code length} bytes. @return where they begin */
    int take(int length) {
        if (length < 0 || end - at < length) {
            throw new IllegalArgumentException("needs " + length + " bytes, has " + (end - at));
        }
        int from = at;
        at += length;
        return from;
    }

    int remaining() {
        return end - at;
    }

    /** What is left over was not understood. */
    void end() {
        requireLength(end - at, 0);
    }
}
