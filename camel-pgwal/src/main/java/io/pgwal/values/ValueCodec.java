package io.pgwal.values;

import java.nio.charset.StandardCharsets;

/**
 * The two wire formats of one type; both give equal Java values. Stateless and thread-safe.
 *
 * <p>Whatever is not a value of the type is a {@link RuntimeException} (of any class, without the value in its text);
 * {@link RowDecoder} turns it into an {@link UndecodableValueException}. A length found in the bytes never makes a codec
 * allocate more than the bytes can hold.
 */
interface ValueCodec {

    /** From the type's output text. */
    Object fromText(String text);

    /** From the bytes of the type's send function. */
    Object fromBinary(byte[] bytes, int offset, int length);

    /** From the type's output text in UTF-8; overridden where no String is needed on the way. */
    default Object fromText(byte[] bytes, int offset, int length) {
        return fromText(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }
}
