package io.pgwal.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as a person writes them: hex digits, with blanks where they help, and text in single quotes. */
final class Wire {

    private static final Pattern PART = Pattern.compile("\\s+|'(?<text>[^']*)'|(?<hex>[0-9A-Fa-f]{2})");

    private Wire() {}

    /** {@code wire("59  00004001  'public' 00  'mood' 00")}. Text is UTF-8 and gets no zero byte of its own. */
    static byte[] wire(String... lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines) {
            Matcher part = PART.matcher(line);
            int at = 0;
            while (at < line.length()) {
                if (!part.find(at) || part.start() != at) {
                    throw new IllegalArgumentException("neither hex nor text: " + line.substring(at));
                }
                if (part.group("text") != null) {
                    bytes.writeBytes(part.group("text").getBytes(StandardCharsets.UTF_8));
                } else if (part.group("hex") != null) {
                    bytes.writeBytes(HexFormat.of().parseHex(part.group("hex")));
                }
                at = part.end();
            }
        }
        return bytes.toByteArray();
    }
}
