package io.pgwal.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A column and one value of it, in both formats, as the server writes them. */
public record SampleColumn(String name, long oid, byte[] text, byte[] binary) {

    /** Of W1, W2 and W4. */
    public static List<SampleColumn> narrow() {
        return List.of(
                of("id", "int8"), of("v", "int4"), of("name", "text"), of("ts", "timestamptz"), of("n", "numeric"));
    }

    /** The 20 columns of W3, in their order. */
    public static List<SampleColumn> wide() {
        String types = "int8 int4 int8 text timestamptz numeric bool uuid date float8 text int4 int8 text timestamp"
                + " numeric bool int2 text jsonb";
        List<SampleColumn> columns = new ArrayList<>();
        for (String type : types.split(" ")) {
            columns.add(of(columns.isEmpty() ? "id" : "c" + columns.size(), type));
        }
        return columns;
    }

    /** A column {@code id}, and int and text columns in turn: {@code c1}, {@code c2}, ... */
    public static List<SampleColumn> many(int count) {
        List<SampleColumn> columns = new ArrayList<>(List.of(of("id", "int8")));
        while (columns.size() < count) {
            columns.add(of("c" + columns.size(), columns.size() % 2 == 0 ? "text" : "int4"));
        }
        return columns;
    }

    /** @param type as PostgreSQL names it */
    public static SampleColumn of(String name, String type) {
        return switch (type) {
            case "bool" -> column(name, 16, "t", "01");
            case "bytea" -> column(name, 17, "\\x00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff");
            case "int8" -> column(name, 20, "123456789012", "0000001cbe991a14");
            case "int2" -> column(name, 21, "321", "0141");
            case "int4" -> column(name, 23, "1234567", "0012d687");
            case "text" -> text(name, 25, "forty characters of text in this row 42", "");
            case "float8" -> column(name, 701, "33333.333333333336", "40e046aaaaaaaaab");
            case "int4[]" -> column(name, 1007, "{1,2,3}", array(1, 2, 3));
            case "date" -> column(name, 1082, "2026-11-25", "00002661");
            case "timestamp" -> column(name, 1114, "2026-11-25 12:29:31.123456", "00030417bf584300");
            case "timestamptz" -> column(name, 1184, "2026-11-25 12:29:31.123456+00", "00030417bf584300");
            case "numeric" -> column(name, 1700, "123456.25", "0003000100000002000c0d8009c4");
            case "uuid" ->
                column(name, 2950, "6f1d4c1e-0b52-4d3e-9a77-2d0f3c5b8e01", "6f1d4c1e0b524d3e9a772d0f3c5b8e01");
            case "jsonb" -> text(name, 3802, "{\"a\": 1}", "01");
            default -> throw new IllegalArgumentException("no sample of " + type);
        };
    }

    private static SampleColumn column(String name, long oid, String text, String binary) {
        return new SampleColumn(
                name, oid, text.getBytes(StandardCharsets.UTF_8), HexFormat.of().parseHex(binary));
    }

    /** Text in both formats. @param prefix hex, before it in the binary one */
    private static SampleColumn text(String name, long oid, String text, String prefix) {
        return column(name, oid, text, prefix + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String array(int... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(20 + 8 * elements.length);
        bytes.putInt(1).putInt(0).putInt(23).putInt(elements.length).putInt(1);
        for (int element : elements) {
            bytes.putInt(4).putInt(element);
        }
        return HexFormat.of().formatHex(bytes.array());
    }
}
