package io.pgwal.values;

/**
 * Addresses, as the text that PostgreSQL writes. Binary: family (2 or 3), bits of the netmask, 1 for cidr, count of
 * bytes, the bytes. Source: PostgreSQL, {@code port/inet_net_ntop.c}.
 */
final class NetworkCodecs {

    private static final int IPV4 = 2;
    private static final int IPV6 = 3;
    private static final int WORDS = 8;

    private NetworkCodecs() {}

    static Object inetBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int family = in.uint8();
        int bits = in.uint8();
        boolean cidr = in.uint8() != 0;
        int size = in.uint8();
        if (family != IPV4 && family != IPV6 || size != (family == IPV4 ? 4 : 16) || bits > size * 8) {
            throw new IllegalArgumentException("is no address");
        }
        StringBuilder text = new StringBuilder();
        int at = in.take(size);
        in.end();
        if (family == IPV4) {
            appendOctets(text, bytes, at);
        } else {
            appendIpv6(text, bytes, at);
        }
        if (cidr || bits != size * 8) {
            text.append('/').append(bits);
        }
        return text.toString();
    }

    private static void appendOctets(StringBuilder text, byte[] bytes, int at) {
        for (int i = 0; i < 4; i++) {
            text.append(i == 0 ? "" : ".").append(bytes[at + i] & 0xFF);
        }
    }

    /** The first of the longest runs of zero words is {@code ::}; what embeds an IPv4 address ends with it. */
    private static void appendIpv6(StringBuilder text, byte[] bytes, int at) {
        int[] words = new int[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = (bytes[at + 2 * i] & 0xFF) << 8 | bytes[at + 2 * i + 1] & 0xFF;
        }
        int zeros = 1;
        int from = -1;
        for (int i = 0; i < WORDS; i++) {
            int run = i;
            while (run < WORDS && words[run] == 0) {
                run++;
            }
            if (run - i > zeros) {
                zeros = run - i;
                from = i;
            }
        }
        for (int i = 0; i < WORDS; i++) {
            if (i == from) {
                text.append(i + zeros == WORDS ? "::" : ":");
                i += zeros - 1;
                continue;
            }
            text.append(i == 0 ? "" : ":");
            if (i == 6 && from == 0 && (zeros == 6 || zeros == 5 && words[5] == 0xFFFF)) {
                appendOctets(text, bytes, at + 12);
                return;
            }
            text.append(Integer.toHexString(words[i]));
        }
    }

    static Object macaddrBinary(byte[] bytes, int offset, int length) {
        BinaryCursor.requireLength(length, 6);
        return mac(bytes, offset, length);
    }

    static Object macaddr8Binary(byte[] bytes, int offset, int length) {
        BinaryCursor.requireLength(length, 8);
        return mac(bytes, offset, length);
    }

    private static String mac(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(length * 3);
        for (int i = 0; i < length; i++) {
            text.append(i == 0 ? "" : ":");
            text.append(Character.forDigit(bytes[offset + i] >> 4 & 0xF, 16));
            text.append(Character.forDigit(bytes[offset + i] & 0xF, 16));
        }
        return text.toString();
    }
}
