package io.pgwal.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Numbers and booleans. Text is parsed where it stands, without a String in between; only long decimals and floats that
 * are not short take one.
 */
final class NumberCodecs {

    private static final long MAX_UINT32 = 0xFFFF_FFFFL;

    /** Powers of ten that a double, and up to 10 a float, holds exactly. */
    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int DOUBLE_DIGITS = 15;
    private static final int FLOAT_DIGITS = 7;
    private static final int FLOAT_POWERS = 10;
    private static final long FLOAT_MANTISSA = 1 << 24;

    private NumberCodecs() {}

    static Object boolText(byte[] bytes, int offset, int length) {
        BinaryCursor.requireLength(length, 1);
        return bool(bytes[offset], 't', 'f');
    }

    static Object boolBinary(byte[] bytes, int offset, int length) {
        BinaryCursor.requireLength(length, 1);
        return bool(bytes[offset], 1, 0);
    }

    private static Boolean bool(byte value, int yes, int no) {
        if (value != yes && value != no) {
            throw new IllegalArgumentException("is no bool");
        }
        return value == yes;
    }

    static Object int2Text(byte[] bytes, int offset, int length) {
        return (int) integer(bytes, offset, length, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    static Object int2Binary(byte[] bytes, int offset, int length) {
        return (int) BinaryCursor.int16(bytes, offset, length);
    }

    static Object int4Text(byte[] bytes, int offset, int length) {
        return (int) integer(bytes, offset, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static Object int4Binary(byte[] bytes, int offset, int length) {
        return BinaryCursor.int32(bytes, offset, length);
    }

    static Object int8Text(byte[] bytes, int offset, int length) {
        return integer(bytes, offset, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Object int8Binary(byte[] bytes, int offset, int length) {
        return BinaryCursor.int64(bytes, offset, length);
    }

    /** oid, xid, cid: unsigned 32 bits. */
    static Object oidText(byte[] bytes, int offset, int length) {
        return integer(bytes, offset, length, 0, MAX_UINT32);
    }

    static Object oidBinary(byte[] bytes, int offset, int length) {
        return BinaryCursor.int32(bytes, offset, length) & MAX_UINT32;
    }

    /** Unsigned 64 bits. */
    static Object xid8Text(byte[] bytes, int offset, int length) {
        if (length > 20) {
            throw new IllegalArgumentException("is too long for 64 bits");
        }
        return unsigned(Long.parseUnsignedLong(new String(bytes, offset, length, StandardCharsets.US_ASCII)));
    }

    static Object xid8Binary(byte[] bytes, int offset, int length) {
        return unsigned(BinaryCursor.int64(bytes, offset, length));
    }

    private static BigInteger unsigned(long bits) {
        BigInteger low = BigInteger.valueOf(bits & Long.MAX_VALUE);
        return bits < 0 ? low.setBit(63) : low;
    }

    /** Adds up below zero, where there is room for the smallest number too. */
    static long integer(byte[] bytes, int offset, int length, long min, long max) {
        int at = offset;
        int end = offset + length;
        boolean negative = length > 0 && bytes[at] == '-';
        at += negative ? 1 : 0;
        if (at == end || end - at > 19) {
            throw new IllegalArgumentException("is no integer");
        }
        long sum = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("is no integer");
            }
            sum = sum * 10 - digit;
        }
        // of 19 digits the sum has left the range below at most once, and shows above zero
        if (sum > 0 || !negative && sum == Long.MIN_VALUE) {
            throw new IllegalArgumentException("is out of range");
        }
        long value = negative ? sum : -sum;
        if (value < min || value > max) {
            throw new IllegalArgumentException("is out of range");
        }
        return value;
    }

    static Object float4Text(byte[] bytes, int offset, int length) {
        float value = (float) shortDecimal(bytes, offset, length, FLOAT_DIGITS, FLOAT_POWERS);
        return Float.isNaN(value) ? Float.parseFloat(floatText(bytes, offset, length)) : value;
    }

    static Object float4Binary(byte[] bytes, int offset, int length) {
        return Float.intBitsToFloat(BinaryCursor.int32(bytes, offset, length));
    }

    static Object float8Text(byte[] bytes, int offset, int length) {
        return float8(bytes, offset, length);
    }

    static double float8(byte[] bytes, int offset, int length) {
        double value = shortDecimal(bytes, offset, length, DOUBLE_DIGITS, EXACT_POWERS.length - 1);
        return Double.isNaN(value) ? Double.parseDouble(floatText(bytes, offset, length)) : value;
    }

    static Object float8Binary(byte[] bytes, int offset, int length) {
        return Double.longBitsToDouble(BinaryCursor.int64(bytes, offset, length));
    }

    /** Digits with at most one point, so few that one division gives the nearest float; NaN for all else. */
    private static double shortDecimal(byte[] bytes, int offset, int length, int digits, int powers) {
        boolean negative = length > 0 && bytes[offset] == '-';
        int from = negative ? offset + 1 : offset;
        int end = offset + length;
        if (from == end || end - from > digits + 1) {
            return Double.NaN;
        }
        long mantissa = 0;
        int point = -1;
        for (int at = from; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
            } else if (bytes[at] == '.' && point < 0) {
                point = at;
            } else {
                return Double.NaN;
            }
        }
        int scale = point < 0 ? 0 : end - point - 1;
        boolean noDigit = point >= 0 && end - from == 1;
        if (noDigit
                || point < 0 && end - from > digits
                || scale > powers
                || digits == FLOAT_DIGITS && mantissa > FLOAT_MANTISSA) {
            return Double.NaN;
        }
        double value = digits == FLOAT_DIGITS
                ? (float) mantissa / (float) EXACT_POWERS[scale]
                : mantissa / EXACT_POWERS[scale];
        return negative ? -value : value;
    }

    /** Java reads more than PostgreSQL writes: hexadecimal, a type letter, white space. */
    private static String floatText(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.US_ASCII);
        if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
            return text;
        }
        requireOnly("+-.0123456789Ee", bytes, offset, length);
        return text;
    }

    private static void requireOnly(String characters, byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (characters.indexOf(bytes[i]) < 0) {
                throw new IllegalArgumentException("is no number");
            }
        }
    }

    /** As under lc_monetary=C: {@code -$1,234.56}. */
    static Object moneyText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        byte[] cents = new byte[length];
        int n = 0;
        if (in.skip('-')) {
            cents[n++] = '-';
        }
        in.expect('$');
        while (in.atDigit() || in.peek() == ',') {
            int c = in.next();
            if (c != ',') {
                cents[n++] = (byte) c;
            }
        }
        in.expect('.');
        cents[n++] = (byte) in.next();
        cents[n++] = (byte) in.next();
        in.end();
        return BigDecimal.valueOf(integer(cents, 0, n, Long.MIN_VALUE, Long.MAX_VALUE), 2);
    }

    static Object moneyBinary(byte[] bytes, int offset, int length) {
        return BigDecimal.valueOf(BinaryCursor.int64(bytes, offset, length), 2);
    }
}
