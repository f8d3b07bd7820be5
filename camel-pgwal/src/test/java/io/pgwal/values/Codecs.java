package io.pgwal.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Values of types by oid from text and from hex, each standing amid other bytes as in a frame. */
final class Codecs {

    static final TypeCatalog BUILTIN = new TypeCatalog();

    private Codecs() {}

    static Object text(long oid, String text) {
        return text(BUILTIN, oid, text.getBytes(StandardCharsets.UTF_8));
    }

    static Object text(TypeCatalog types, long oid, byte[] value) {
        byte[] frame = framed(value);
        return types.codec(oid).fromText(frame, 3, value.length);
    }

    /** @param hex digits of two, with blanks wherever they help the reader */
    static Object binary(long oid, String hex) {
        return binary(BUILTIN, oid, bytes(hex));
    }

    static Object binary(TypeCatalog types, long oid, byte[] value) {
        byte[] frame = framed(value);
        return types.codec(oid).fromBinary(frame, 3, value.length);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] framed(byte[] value) {
        byte[] frame = new byte[value.length + 7];
        Arrays.fill(frame, (byte) '1');
        System.arraycopy(value, 0, frame, 3, value.length);
        return frame;
    }
}
