package io.pgwal.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * {@code numeric}: a BigDecimal whose scale is PostgreSQL's display scale, trailing zeros included. What a BigDecimal
 * cannot hold is a Double: NaN, Infinity, -Infinity. So every numeric is a Number.
 *
 * <p>Binary: int16 count of base-10000 digits, int16 weight of the first, uint16 sign, int16 display scale, then the
 * digits; zeros at either end are left out. Source: PostgreSQL, {@code utils/adt/numeric.c}, numeric_send.
 */
final class NumericCodec {

    /** 131072 digits before the point, 16383 after it, sign and point. */
    private static final int LONGEST_TEXT = 131_072 + 16_383 + 2;

    private static final int MAX_SCALE = 16_383;
    /** Digits that a long holds, whatever they are. */
    private static final int LONG_DIGITS = 18;

    private static final int LONG_GROUPS = 4;
    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;

    private NumericCodec() {}

    static Object text(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        if (in.peek() == 'N' || in.peek() == 'I' || length > 1 && bytes[offset + 1] == 'I') {
            return special(in);
        }
        if (length > LONGEST_TEXT) {
            throw new IllegalArgumentException("is too long for a numeric");
        }
        if (length > LONG_DIGITS + 1) {
            return longText(bytes, offset, length);
        }
        boolean negative = in.skip('-');
        long unscaled = 0;
        int scale = -1;
        int digits = 0;
        for (int c = in.peek(); c != TextCursor.END; c = in.peek()) {
            in.next();
            if (c == '.' && scale < 0) {
                scale = 0;
            } else {
                unscaled = unscaled * 10 + digit(c);
                digits++;
                scale += scale < 0 ? 0 : 1;
            }
        }
        if (digits == 0 || digits > LONG_DIGITS) {
            return longText(bytes, offset, length);
        }
        return BigDecimal.valueOf(negative ? -unscaled : unscaled, Math.max(scale, 0));
    }

    private static Double special(TextCursor in) {
        double value;
        if (in.skip("NaN")) {
            value = Double.NaN;
        } else {
            value = in.skip('-') ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            in.expect("Infinity");
        }
        in.end();
        return value;
    }

    /** Without an exponent, which numeric's text never has, and which would make a few bytes a number of any size. */
    private static BigDecimal longText(byte[] bytes, int offset, int length) {
        char[] text = new char[length];
        for (int i = 0; i < length; i++) {
            int c = bytes[offset + i];
            text[i] = (char) (c == '.' || c == '-' && i == 0 ? c : '0' + digit(c));
        }
        return new BigDecimal(text);
    }

    private static int digit(int c) {
        int digit = c - '0';
        if (digit < 0 || digit > 9) {
            throw new IllegalArgumentException("is no numeric");
        }
        return digit;
    }

    static Object binary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int groups = in.uint16();
        int weight = in.int16();
        int sign = in.uint16();
        int scale = in.uint16();
        BinaryCursor.requireLength(in.remaining(), groups * 2);
        return switch (sign) {
            case NAN -> Double.NaN;
            case INFINITY -> Double.POSITIVE_INFINITY;
            case NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
            case POSITIVE, NEGATIVE -> finite(in, groups, weight, scale, sign == NEGATIVE);
            default -> throw new IllegalArgumentException("has no sign");
        };
    }

    private static BigDecimal finite(BinaryCursor in, int groups, int weight, int scale, boolean negative) {
        if (scale > MAX_SCALE) {
            throw new IllegalArgumentException("has a display scale that no numeric has");
        }
        if (groups == 0) {
            return BigDecimal.valueOf(0, scale);
        }
        int scaleOfGroups = (groups - weight - 1) * 4;
        BigDecimal value = groups <= LONG_GROUPS
                ? BigDecimal.valueOf(sum(in, groups, negative), scaleOfGroups)
                : new BigDecimal(bigSum(in, groups, negative), scaleOfGroups);
        // the last group may end behind the display scale, with zeros; anything else there would be lost, and throws
        return value.setScale(scale, RoundingMode.UNNECESSARY);
    }

    private static long sum(BinaryCursor in, int groups, boolean negative) {
        long sum = 0;
        for (int i = 0; i < groups; i++) {
            sum = sum * 10_000 + group(in);
        }
        return negative ? -sum : sum;
    }

    /** Through decimal text, which BigInteger reads faster than it adds up. */
    private static BigInteger bigSum(BinaryCursor in, int groups, boolean negative) {
        char[] text = new char[groups * 4 + 1];
        text[0] = negative ? '-' : '+';
        for (int i = 1; i < text.length; i += 4) {
            int group = group(in);
            text[i] = (char) ('0' + group / 1000);
            text[i + 1] = (char) ('0' + group / 100 % 10);
            text[i + 2] = (char) ('0' + group / 10 % 10);
            text[i + 3] = (char) ('0' + group % 10);
        }
        return new BigInteger(new String(text));
    }

    private static int group(BinaryCursor in) {
        int group = in.uint16();
        if (group > 9999) {
            throw new IllegalArgumentException("has a digit above 9999");
        }
        return group;
    }
}
