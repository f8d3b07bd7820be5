package io.pgwal.values;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Ranges over any type. Binary: a byte of flags, then each bound that is there behind its int32 length. */
final class RangeCodec implements ValueCodec {

    private static final int EMPTY = 0x01;
    private static final int LOWER_INCLUSIVE = 0x02;
    private static final int UPPER_INCLUSIVE = 0x04;
    private static final int LOWER_INFINITE = 0x08;
    private static final int UPPER_INFINITE = 0x10;
    private static final int ALL = 0x1F;
    private static final String CLOSERS = ")]";

    private final ValueCodec subtype;

    RangeCodec(ValueCodec subtype) {
        this.subtype = subtype;
    }

    @Override
    public Object fromText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        Range<Object> range = read(in);
        in.end();
        return range;
    }

    private Range<Object> read(TextCursor in) {
        if (in.skip("empty")) {
            return Range.emptyRange();
        }
        boolean lowerInclusive = in.skip('[');
        if (!lowerInclusive) {
            in.expect('(');
        }
        TextCursor.Slice lower = in.field(CLOSERS);
        in.expect(',');
        TextCursor.Slice upper = in.field(CLOSERS);
        boolean upperInclusive = in.skip(']');
        if (!upperInclusive) {
            in.expect(')');
        }
        return Range.of(
                lower == null ? null : lower.decode(subtype),
                lowerInclusive,
                upper == null ? null : upper.decode(subtype),
                upperInclusive);
    }

    @Override
    public Object fromBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int flags = in.uint8();
        if ((flags & ~ALL) != 0) {
            throw new IllegalArgumentException("has flags that no range has");
        }
        Range<Object> range = Range.emptyRange();
        if ((flags & EMPTY) == 0) {
            Object lower = (flags & LOWER_INFINITE) == 0 ? in.requiredValue(subtype) : null;
            Object upper = (flags & UPPER_INFINITE) == 0 ? in.requiredValue(subtype) : null;
            range = Range.of(lower, (flags & LOWER_INCLUSIVE) != 0, upper, (flags & UPPER_INCLUSIVE) != 0);
        }
        in.end();
        return range;
    }

    /** A multirange: a List of ranges in order. Binary: int32 count, each range behind its int32 length. */
    ValueCodec multirange() {
        return ValueCodec.of(this::multirangeText, this::multirangeBinary);
    }

    private Object multirangeText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        List<Object> ranges = new ArrayList<>();
        in.expect('{');
        if (!in.skip('}')) {
            do {
                ranges.add(read(in));
            } while (in.skip(','));
            in.expect('}');
        }
        in.end();
        return Collections.unmodifiableList(ranges);
    }

    private Object multirangeBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int count = in.count(5);
        List<Object> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(in.requiredValue(this));
        }
        in.end();
        return Collections.unmodifiableList(ranges);
    }
}
