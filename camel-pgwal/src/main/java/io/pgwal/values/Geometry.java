package io.pgwal.values;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** PostgreSQL's geometric types. {@code toString} gives PostgreSQL's syntax, which the server reads back. */
public sealed interface Geometry extends Serializable {

    record Point(double x, double y) implements Geometry {
        @Override
        public String toString() {
            return "(" + number(x) + "," + number(y) + ")";
        }
    }

    /** All points with {@code ax + by + c = 0}. */
    record Line(double a, double b, double c) implements Geometry {
        @Override
        public String toString() {
            return "{" + number(a) + "," + number(b) + "," + number(c) + "}";
        }
    }

    /** The type {@code lseg}. */
    record LineSegment(Point start, Point end) implements Geometry {
        @Override
        public String toString() {
            return "[" + start + "," + end + "]";
        }
    }

    record Box(Point upperRight, Point lowerLeft) implements Geometry {
        @Override
        public String toString() {
            return upperRight + "," + lowerLeft;
        }
    }

    /** @param closed whether a line joins the last point to the first */
    record Path(boolean closed, List<Point> points) implements Geometry {
        public Path {
            points = List.copyOf(points);
        }

        @Override
        public String toString() {
            return closed ? "(" + join(points) + ")" : "[" + join(points) + "]";
        }
    }

    record Polygon(List<Point> points) implements Geometry {
        public Polygon {
            points = List.copyOf(points);
        }

        @Override
        public String toString() {
            return "(" + join(points) + ")";
        }
    }

    record Circle(Point center, double radius) implements Geometry {
        @Override
        public String toString() {
            return "<" + center + "," + number(radius) + ">";
        }
    }

    private static String join(List<Point> points) {
        return points.stream().map(Point::toString).collect(Collectors.joining(","));
    }

    /** Whole numbers without a point, as the server writes them. */
    private static String number(double value) {
        String text = Double.toString(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
