package io.pgwal.values;

import io.pgwal.protocol.Lsn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** Text and the types that stay text, bytes, bits, and small identifiers. */
final class TextCodecs {

    private static final char REPLACEMENT = '\uFFFD';
    private static final int[] UUID_DASHES = {8, 13, 18, 23};

    private TextCodecs() {}

    /** @throws IllegalArgumentException when it is not UTF-8, as may be from a database of encoding SQL_ASCII */
    static String utf8(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (!isWhole(text, bytes, offset, length)) {
            throw new IllegalArgumentException("is not UTF-8");
        }
        return text;
    }

    /** Whether text read from these bytes has them all, and no replacement in place of one. */
    static boolean isWhole(String text, byte[] bytes, int offset, int length) {
        if (text.indexOf(REPLACEMENT) < 0) {
            return true;
        }
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, offset, offset + length);
    }

    static Object text(byte[] bytes, int offset, int length) {
        return utf8(bytes, offset, length);
    }

    /** jsonb, jsonpath and the ltree family: a byte 1, then the text. */
    static Object versionedBinary(byte[] bytes, int offset, int length) {
        if (length == 0 || bytes[offset] != 1) {
            throw new IllegalArgumentException("is of an unknown version");
        }
        return utf8(bytes, offset + 1, length - 1);
    }

    /** The binary format of a type that only its own input function understands. */
    static Object opaqueBinary(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("the binary format of this type is not known");
    }

    /** An oid; its text would be the name, which is not in the bytes. */
    static Object regBinary(byte[] bytes, int offset, int length) {
        return Integer.toUnsignedString(BinaryCursor.int32(bytes, offset, length));
    }

    /** One byte as it is, or as {@code \ooo} from PostgreSQL 16 on; nothing is the zero byte. */
    static Object charText(byte[] bytes, int offset, int length) {
        if (length <= 1) {
            return length == 0 ? "" : charOf(bytes[offset]);
        }
        if (length != 4 || bytes[offset] != '\\') {
            throw new IllegalArgumentException("is no single byte");
        }
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }

    static Object charBinary(byte[] bytes, int offset, int length) {
        BinaryCursor.requireLength(length, 1);
        return charOf(bytes[offset]);
    }

    private static String charOf(byte value) {
        if (value < 0) {
            return "\\" + Integer.toOctalString(value & 0xFF);
        }
        return value == 0 ? "" : String.valueOf((char) value);
    }

    /** As under bytea_output=hex. */
    static Object byteaText(byte[] bytes, int offset, int length) {
        if (length < 2 || length % 2 != 0 || bytes[offset] != '\\' || bytes[offset + 1] != 'x') {
            throw new IllegalArgumentException("does not begin with \\x");
        }
        byte[] value = new byte[length / 2 - 1];
        int at = offset + 2;
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (hex(bytes[at++]) << 4 | hex(bytes[at++]));
        }
        return value;
    }

    static Object byteaBinary(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    private static int hex(byte digit) {
        return HexFormat.fromHexDigit(digit);
    }

    static Object bitText(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != '0' && bytes[i] != '1') {
                throw new IllegalArgumentException("is no bit string");
            }
        }
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }

    /** int32 count of bits, then the bits from the highest of the first byte on. */
    static Object bitBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int bits = in.int32();
        if (bits < 0 || (bits + 7L) / 8 != in.remaining()) {
            throw new IllegalArgumentException("has a count of bits that does not fit its bytes");
        }
        byte[] digits = new byte[bits];
        for (int i = 0; i < bits; i++) {
            digits[i] = (byte) ('0' + (bytes[offset + 4 + i / 8] >> 7 - i % 8 & 1));
        }
        return new String(digits, StandardCharsets.US_ASCII);
    }

    static Object uuidText(byte[] bytes, int offset, int length) {
        BinaryCursor.requireLength(length, 36);
        for (int dash : UUID_DASHES) {
            if (bytes[offset + dash] != '-') {
                throw new IllegalArgumentException("is no uuid");
            }
        }
        long high = hex(bytes, offset, 8) << 32 | hex(bytes, offset + 9, 4) << 16 | hex(bytes, offset + 14, 4);
        long low = hex(bytes, offset + 19, 4) << 48 | hex(bytes, offset + 24, 12);
        return new UUID(high, low);
    }

    private static long hex(byte[] bytes, int offset, int digits) {
        long value = 0;
        for (int i = offset; i < offset + digits; i++) {
            value = value << 4 | hex(bytes[i]);
        }
        return value;
    }

    static Object uuidBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        UUID value = new UUID(in.int64(), in.int64());
        in.end();
        return value;
    }

    static Object lsnBinary(byte[] bytes, int offset, int length) {
        return new Lsn(BinaryCursor.int64(bytes, offset, length)).toString();
    }

    /** A row's place in its table: uint32 block, uint16 position. */
    static Object tidBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        String value = "(" + in.uint32() + "," + in.uint16() + ")";
        in.end();
        return value;
    }

    /** int32 count of running transactions, then xmin, xmax and their ids; written {@code xmin:xmax:id,id}. */
    static Object snapshotBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int running = in.count(8);
        StringBuilder text = new StringBuilder();
        text.append(Long.toUnsignedString(in.int64())).append(':');
        text.append(Long.toUnsignedString(in.int64())).append(':');
        for (int i = 0; i < running; i++) {
            text.append(i == 0 ? "" : ",").append(Long.toUnsignedString(in.int64()));
        }
        in.end();
        return text.toString();
    }
}
