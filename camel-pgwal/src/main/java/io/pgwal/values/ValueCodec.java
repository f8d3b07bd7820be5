package io.pgwal.values;

/**
 * The two wire formats of one type; both give equal Java values. Stateless and thread-safe.
 *
 * <p>Whatever is not a value of the type is a {@link RuntimeException} of any class; its text may hold the value, so it
 * goes no further than {@link RowDecoder}, which turns it into an {@link UndecodableValueException}. A length found in
 * the bytes never makes a codec allocate more than the bytes can hold.
 */
interface ValueCodec {

    /** From the type's output text in UTF-8; every grammar is read as bytes, because its own characters are ASCII. */
    Object fromText(byte[] bytes, int offset, int length);

    /** From the bytes of the type's send function. */
    Object fromBinary(byte[] bytes, int offset, int length);

    /** One format of one type. */
    @FunctionalInterface
    interface Format {
        Object read(byte[] bytes, int offset, int length);
    }

    static ValueCodec of(Format text, Format binary) {
        return new ValueCodec() {
            @Override
            public Object fromText(byte[] bytes, int offset, int length) {
                return text.read(bytes, offset, length);
            }

            @Override
            public Object fromBinary(byte[] bytes, int offset, int length) {
                return binary.read(bytes, offset, length);
            }
        };
    }
}
