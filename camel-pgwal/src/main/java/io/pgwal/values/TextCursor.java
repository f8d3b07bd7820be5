package io.pgwal.values;

import java.util.Arrays;

/** A cursor over one value in the text format that cannot leave it. Not thread-safe. */
final class TextCursor {

    /** Stands for the character after the last. */
    static final int END = -1;

    private final byte[] bytes;
    private final int end;
    private int at;

    TextCursor(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /** A part of a value, such as an element of an array, with quotes and escapes removed. */
    record Slice(byte[] bytes, int offset, int length) {

        Object decode(ValueCodec codec) {
            return codec.fromText(bytes, offset, length);
        }

        String text() {
            return TextCodecs.utf8(bytes, offset, length);
        }
    }

    int peek() {
        return at < end ? bytes[at] & 0xFF : END;
    }

    int next() {
        if (at == end) {
            throw new IllegalArgumentException("ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    boolean skip(char c) {
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Passes over an ASCII word if it stands here. */
    boolean skip(String word) {
        if (end - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    void expect(char c) {
        if (!skip(c)) {
            throw new IllegalArgumentException("needs '" + c + "'");
        }
    }

    void expect(String word) {
        if (!skip(word)) {
            throw new IllegalArgumentException("needs '" + word + "'");
        }
    }

    /** What is left over was not understood. */
    void end() {
        if (at != end) {
            throw new IllegalArgumentException("has " + (end - at) + " bytes too many");
        }
    }

    boolean atDigit() {
        return at < end && bytes[at] >= '0' && bytes[at] <= '9';
    }

    /** A number of {@code least} to {@code most} digits, without a sign; 18 digits at most. */
    long digits(int least, int most) {
        long number = 0;
        int from = at;
        while (atDigit() && at - from < most) {
            number = number * 10 + (bytes[at++] - '0');
        }
        if (at - from < least) {
            throw new IllegalArgumentException("needs " + least + " digits");
        }
        return number;
    }

    /** What stands before the next of {@code ends}, or before the end of the value. */
    Slice until(String ends) {
        int from = at;
        while (at < end && ends.indexOf(bytes[at]) < 0) {
            at++;
        }
        return new Slice(bytes, from, at - from);
    }

    /** A string in double quotes, in which a backslash protects the next character: as in arrays and hstore. */
    Slice quoted() {
        expect('"');
        int from = at;
        int escapes = 0;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] == '\\') {
                at++;
                escapes++;
            }
            at++;
        }
        int to = at;
        expect('"');
        return escapes == 0 ? new Slice(bytes, from, to - from) : unescape(from, to, to - from - escapes);
    }

    private Slice unescape(int from, int to, int length) {
        byte[] plain = new byte[length];
        int n = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                i++;
            }
            plain[n++] = bytes[i];
        }
        return new Slice(plain, 0, n);
    }

    /**
     * A field of a composite or a bound of a range: up to a comma or one of {@code closers} outside of double quotes; in
     * quotes a doubled one is itself, and everywhere a backslash protects the next character.
     *
     * @return null when nothing at all stands there
     */
    Slice field(String closers) {
        int from = at;
        boolean plain = true;
        boolean quotes = false;
        while (at < end && (quotes || bytes[at] != ',' && closers.indexOf(bytes[at]) < 0)) {
            if (bytes[at] == '"') {
                quotes = !quotes;
                plain = false;
            } else if (bytes[at] == '\\') {
                at++;
                plain = false;
            }
            at++;
        }
        if (at >= end) {
            throw new IllegalArgumentException("ends too early");
        }
        if (from == at) {
            return null;
        }
        return plain ? new Slice(bytes, from, at - from) : unquote(from, at);
    }

    private Slice unquote(int from, int to) {
        byte[] plain = new byte[to - from];
        int n = 0;
        boolean quotes = false;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\\') {
                plain[n++] = bytes[++i];
            } else if (bytes[i] != '"') {
                plain[n++] = bytes[i];
            } else if (quotes && i + 1 < to && bytes[i + 1] == '"') {
                plain[n++] = bytes[++i];
            } else {
                quotes = !quotes;
            }
        }
        return new Slice(Arrays.copyOf(plain, n), 0, n);
    }
}
