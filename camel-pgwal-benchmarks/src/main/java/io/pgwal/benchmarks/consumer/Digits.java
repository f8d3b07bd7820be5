package io.pgwal.benchmarks.consumer;

/** Decimal digits out of bytes. */
final class Digits {

    private Digits() {}

    /** The number with which the bytes from {@code from} to before {@code to} end. */
    static long last(byte[] bytes, int from, int to) {
        long value = 0;
        long unit = 1;
        for (int i = to - 1; i >= from && bytes[i] >= '0' && bytes[i] <= '9'; i--) {
            value += unit * (bytes[i] - '0');
            unit *= 10;
        }
        return value;
    }
}
