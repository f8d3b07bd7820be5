package io.pgwal.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Arrays of any type. Text: {@code {1,NULL,"a b"}}, braces in braces for further dimensions, and in front
 * {@code [0:1][2:3]=} when a lower bound is not 1. Binary: int32 dimensions, int32 flag for NULLs, uint32 type of the
 * elements, for each dimension int32 size and int32 lower bound, then each element behind its int32 length.
 */
final class ArrayCodec implements ValueCodec {

    /** PostgreSQL's MAXDIM. */
    private static final int MAX_DIMENSIONS = 6;

    private final long elementOid;
    private final ValueCodec element;
    private final char delimiter;
    private final String unquotedEnds;

    ArrayCodec(long elementOid, ValueCodec element, char delimiter) {
        this.elementOid = elementOid;
        this.element = element;
        this.delimiter = delimiter;
        this.unquotedEnds = delimiter + "{}\"\\";
    }

    @Override
    public Object fromText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        Shape shape = new Shape();
        List<Integer> lowerBounds = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        while (in.skip('[')) {
            long lower = bound(in);
            in.expect(':');
            sizes.add(Math.toIntExact(bound(in) - lower + 1));
            lowerBounds.add(Math.toIntExact(lower));
            in.expect(']');
        }
        if (!sizes.isEmpty()) {
            in.expect('=');
        }
        List<Object> elements = braces(in, shape, 0);
        in.end();
        if (!sizes.isEmpty() && !sizes.equals(shape.sizes())) {
            throw new IllegalArgumentException("has other dimensions than it says");
        }
        return new PgArray(elements, sizes.isEmpty() ? Collections.nCopies(shape.dimensions, 1) : lowerBounds);
    }

    private static long bound(TextCursor in) {
        return in.skip('-') ? -in.digits(1, 10) : in.digits(1, 10);
    }

    /** What the braces read so far say of each dimension; all of one depth must agree. */
    private static final class Shape {
        private final int[] sizes = new int[MAX_DIMENSIONS];
        private int dimensions;

        void leaf(int depth) {
            if (dimensions != 0 && dimensions != depth + 1) {
                throw new IllegalArgumentException("has elements and arrays side by side");
            }
            dimensions = depth + 1;
        }

        void size(int depth, int size) {
            if (sizes[depth] != 0 && sizes[depth] != size) {
                throw new IllegalArgumentException("has dimensions of differing sizes");
            }
            sizes[depth] = size;
        }

        List<Integer> sizes() {
            return Arrays.stream(sizes, 0, dimensions).boxed().toList();
        }
    }

    private List<Object> braces(TextCursor in, Shape shape, int depth) {
        if (depth == MAX_DIMENSIONS) {
            throw new IllegalArgumentException("has more than " + MAX_DIMENSIONS + " dimensions");
        }
        in.expect('{');
        if (depth == 0 && in.skip('}')) {
            return List.of();
        }
        List<Object> elements = new ArrayList<>();
        boolean nested = in.peek() == '{';
        if (!nested) {
            shape.leaf(depth);
        }
        do {
            elements.add(nested ? braces(in, shape, depth + 1) : element(in));
        } while (in.skip(delimiter));
        in.expect('}');
        shape.size(depth, elements.size());
        return Collections.unmodifiableList(elements);
    }

    private Object element(TextCursor in) {
        if (in.peek() == '"') {
            return in.quoted().decode(element);
        }
        TextCursor.Slice text = in.until(unquotedEnds);
        if (text.length() == 0) {
            throw new IllegalArgumentException("has an element without text");
        }
        return isNull(text) ? null : text.decode(element);
    }

    private static boolean isNull(TextCursor.Slice text) {
        return text.length() == 4 && text.text().equalsIgnoreCase("NULL");
    }

    @Override
    public Object fromBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        int dimensions = in.int32();
        in.int32();
        if (dimensions < 0 || dimensions > MAX_DIMENSIONS || in.uint32() != elementOid) {
            throw new IllegalArgumentException("is an array of another kind");
        }
        int[] sizes = new int[dimensions];
        Integer[] lowerBounds = new Integer[dimensions];
        long count = 1;
        for (int i = 0; i < dimensions; i++) {
            sizes[i] = in.int32();
            lowerBounds[i] = in.int32();
            // an int2vector or oidvector may have no elements in its one dimension; no other array may
            if (sizes[i] < (dimensions == 1 ? 0 : 1)) {
                throw new IllegalArgumentException("has a dimension without a size");
            }
            count = Math.multiplyExact(count, (long) sizes[i]);
        }
        if (dimensions > 0 && count > in.remaining() / 4) {
            throw new IllegalArgumentException("is too short for its elements");
        }
        List<Object> elements = dimensions == 0 ? List.of() : elements(in, sizes, 0);
        in.end();
        return new PgArray(elements, List.of(lowerBounds));
    }

    private List<Object> elements(BinaryCursor in, int[] sizes, int depth) {
        Object[] elements = new Object[sizes[depth]];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = depth == sizes.length - 1 ? in.value(element) : elements(in, sizes, depth + 1);
        }
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    /** int2vector and oidvector: in text separated by blanks, in binary an array whose lower bound is 0. */
    static ValueCodec vector(long elementOid, ValueCodec element) {
        ArrayCodec array = new ArrayCodec(elementOid, element, ',');
        return ValueCodec.of(array::vectorText, array::fromBinary);
    }

    private Object vectorText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        List<Object> elements = new ArrayList<>();
        if (length > 0) {
            do {
                elements.add(in.until(" ").decode(element));
            } while (in.skip(' '));
        }
        in.end();
        return new PgArray(Collections.unmodifiableList(elements), List.of(0));
    }
}
