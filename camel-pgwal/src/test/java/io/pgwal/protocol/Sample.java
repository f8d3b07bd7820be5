package io.pgwal.protocol;

import static io.pgwal.protocol.Wire.wire;

/**
 * One message byte by byte, beside what it says. A change has other bytes inside a streamed block than outside, so each
 * sample knows where it belongs.
 *
 * @param text what it decodes to, as {@link MessageText} gives it
 */
record Sample(String name, Place place, byte[] bytes, String text) {

    /** Where a message may stand. */
    enum Place {
        OUTSIDE,
        IN_BLOCK,
        BOTH
    }

    /** Opens the block that samples IN_BLOCK stand in. */
    static final byte[] STREAM_START = wire("53  000002F1  01");

    static Sample of(String name, Place place, PgOutputMessage expected, String... lines) {
        return new Sample(name, place, wire(lines), MessageText.of(expected));
    }

    static Sample of(String name, Place place, String expected, String... lines) {
        return new Sample(name, place, wire(lines), expected);
    }

    boolean standsIn(Place where) {
        return place == where || place == Place.BOTH;
    }

    /** A new decoder that is where this sample belongs. */
    PgOutputDecoder decoder() {
        PgOutputDecoder decoder = new PgOutputDecoder();
        if (place == Place.IN_BLOCK) {
            decoder.decode(STREAM_START, 0);
        }
        return decoder;
    }

    /** The message's name, the first half of every error's field. */
    String message() {
        return text.substring(0, text.indexOf('['));
    }

    @Override
    public String toString() {
        return name + " " + place;
    }
}
