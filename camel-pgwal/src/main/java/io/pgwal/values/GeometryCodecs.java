package io.pgwal.values;

import io.pgwal.values.Geometry.Box;
import io.pgwal.values.Geometry.Circle;
import io.pgwal.values.Geometry.Line;
import io.pgwal.values.Geometry.LineSegment;
import io.pgwal.values.Geometry.Path;
import io.pgwal.values.Geometry.Point;
import io.pgwal.values.Geometry.Polygon;
import java.util.ArrayList;
import java.util.List;

/** The geometric types. Binary: float8 after float8; before the points of a path and a polygon stands their count. */
final class GeometryCodecs {

    private static final int POINT_BYTES = 16;

    private GeometryCodecs() {}

    static Object pointText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        return ended(in, point(in));
    }

    static Object pointBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, point(in));
    }

    static Object lineText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        in.expect('{');
        double a = number(in);
        in.expect(',');
        double b = number(in);
        in.expect(',');
        Line line = new Line(a, b, number(in));
        in.expect('}');
        return ended(in, line);
    }

    static Object lineBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, new Line(in.float8(), in.float8(), in.float8()));
    }

    static Object lsegText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        in.expect('[');
        Point start = point(in);
        in.expect(',');
        LineSegment segment = new LineSegment(start, point(in));
        in.expect(']');
        return ended(in, segment);
    }

    static Object lsegBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, new LineSegment(point(in), point(in)));
    }

    static Object boxText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        Point upperRight = point(in);
        in.expect(',');
        return ended(in, new Box(upperRight, point(in)));
    }

    static Object boxBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, new Box(point(in), point(in)));
    }

    static Object pathText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        boolean open = in.skip('[');
        if (!open) {
            in.expect('(');
        }
        Path path = new Path(!open, points(in));
        in.expect(open ? ']' : ')');
        return ended(in, path);
    }

    static Object pathBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, new Path(in.uint8() != 0, points(in)));
    }

    static Object polygonText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        in.expect('(');
        Polygon polygon = new Polygon(points(in));
        in.expect(')');
        return ended(in, polygon);
    }

    static Object polygonBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, new Polygon(points(in)));
    }

    static Object circleText(byte[] bytes, int offset, int length) {
        TextCursor in = new TextCursor(bytes, offset, length);
        in.expect('<');
        Point center = point(in);
        in.expect(',');
        Circle circle = new Circle(center, number(in));
        in.expect('>');
        return ended(in, circle);
    }

    static Object circleBinary(byte[] bytes, int offset, int length) {
        BinaryCursor in = new BinaryCursor(bytes, offset, length);
        return ended(in, new Circle(point(in), in.float8()));
    }

    private static List<Point> points(TextCursor in) {
        List<Point> points = new ArrayList<>();
        do {
            points.add(point(in));
        } while (in.skip(','));
        return points;
    }

    private static List<Point> points(BinaryCursor in) {
        int count = in.count(POINT_BYTES);
        List<Point> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(point(in));
        }
        return points;
    }

    private static Point point(TextCursor in) {
        in.expect('(');
        double x = number(in);
        in.expect(',');
        Point point = new Point(x, number(in));
        in.expect(')');
        return point;
    }

    private static Point point(BinaryCursor in) {
        return new Point(in.float8(), in.float8());
    }

    private static double number(TextCursor in) {
        TextCursor.Slice digits = in.until(",)}>");
        return NumberCodecs.float8(digits.bytes(), digits.offset(), digits.length());
    }

    private static Geometry ended(TextCursor in, Geometry value) {
        in.end();
        return value;
    }

    private static Geometry ended(BinaryCursor in, Geometry value) {
        in.end();
        return value;
    }
}
