package io.pgwal.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.UUID;

/** Literals of PostgreSQL's types from a seeded source. */
final class RandomValues {

    private static final String[] NASTY = {
        "\"", "\\", "'", ",", ";", "{", "}", "(", ")", "[", "]", "=", ">", " ", "\t", "\n", "NULL", "é", "😀", "a", "Z",
        "0", "\u0001", "%", "$", ":", "empty", "\u00A0"
    };

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            text.append(NASTY[random.nextInt(NASTY.length)]);
        }
        return text.toString();
    }

    String bits(int length) {
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < length; i++) {
            bits.append(random.nextInt(2));
        }
        return bits.toString();
    }

    /** Of any order of magnitude. */
    long int8() {
        return random.nextLong() >> random.nextInt(64);
    }

    String unsigned(int bits) {
        return new BigInteger(random.nextInt(bits + 1), random).toString();
    }

    String numeric() {
        return new BigDecimal(new BigInteger(1 + random.nextInt(200), random), random.nextInt(50))
                .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate())
                .toPlainString();
    }

    String float4() {
        return random.nextBoolean()
                ? String.valueOf(Float.intBitsToFloat(random.nextInt()))
                : String.valueOf((float) random.nextInt(100_000) / 100);
    }

    String float8() {
        return random.nextBoolean()
                ? String.valueOf(Double.longBitsToDouble(random.nextLong()))
                : String.valueOf((double) random.nextInt(100_000_000) / 1000);
    }

    /** From 4713 BC to 294000. */
    private String day(String rest) {
        boolean bc = random.nextInt(4) == 0;
        int year = 1 + (bc ? random.nextInt(4712) : random.nextInt(random.nextBoolean() ? 3000 : 294_000));
        int month = 1 + random.nextInt(12);
        return "%04d-%02d-%02d%s%s".formatted(year, month, 1 + random.nextInt(28), rest, bc ? " BC" : "");
    }

    String date() {
        return day("");
    }

    String time() {
        int fraction = random.nextInt(1_000_000);
        String micros = random.nextBoolean() ? ".%06d".formatted(fraction) : "";
        return "%02d:%02d:%02d%s".formatted(random.nextInt(24), random.nextInt(60), random.nextInt(60), micros);
    }

    String zone() {
        String sign = random.nextBoolean() ? "+" : "-";
        return random.nextBoolean()
                ? sign + "%02d".formatted(random.nextInt(16))
                : sign + "%02d:%02d:%02d".formatted(random.nextInt(15), random.nextInt(60), random.nextInt(60));
    }

    String timestamp() {
        return day(" " + time());
    }

    String timestamptz() {
        return day(" " + time() + zone());
    }

    String interval() {
        int size = 1 + random.nextInt(30);
        return "%d mons %d days %s%d:%02d:%02d.%06d"
                .formatted(
                        random.nextInt() >> size,
                        random.nextInt() >> size,
                        random.nextBoolean() ? "-" : "",
                        random.nextInt(Integer.MAX_VALUE) >> size,
                        random.nextInt(60),
                        random.nextInt(60),
                        random.nextInt(1_000_000));
    }

    String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    String ipv4() {
        return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(3) + ".0";
    }

    /** With many zero words, where the shortest form has its rules. */
    String ipv6() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            int word = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(8) == 0 ? 0xFFFF : 0;
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(word));
        }
        return text.toString();
    }

    String inet() {
        return random.nextBoolean() ? ipv4() + "/" + random.nextInt(33) : ipv6() + "/" + random.nextInt(129);
    }

    String mac(int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append(i == 0 ? "" : ":").append("%02x".formatted(random.nextInt(256)));
        }
        return text.toString();
    }

    String hex() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return "\\x" + java.util.HexFormat.of().formatHex(bytes);
    }

    String point() {
        return "(" + float8() + "," + float8() + ")";
    }

    String points(int least) {
        StringBuilder text = new StringBuilder(point());
        for (int i = random.nextInt(4) + least; i > 1; i--) {
            text.append(',').append(point());
        }
        return text.toString();
    }

    private String lexeme() {
        return "'" + "x" + text().replace("'", "''").replace("\\", "\\\\") + "'";
    }

    String tsvector() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(lexeme());
            for (int p = random.nextInt(4), k = 0; k < p; k++) {
                text.append(k == 0 ? ":" : ",").append(1 + random.nextInt(16_383));
                text.append(new String[] {"", "A", "B", "C", "D"}[random.nextInt(5)]);
            }
            text.append(' ');
        }
        return text.toString();
    }

    String tsquery(int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return lexeme() + new String[] {"", ":*", ":A", ":*BD", ":ABCD"}[random.nextInt(5)];
        }
        String left = "(" + tsquery(depth - 1) + ")";
        return switch (random.nextInt(5)) {
            case 0 -> "!" + left;
            case 1 -> left + " & (" + tsquery(depth - 1) + ")";
            case 2 -> left + " | (" + tsquery(depth - 1) + ")";
            case 3 -> left + " <-> (" + tsquery(depth - 1) + ")";
            default -> left + " <" + random.nextInt(16_385) + "> (" + tsquery(depth - 1) + ")";
        };
    }

    String json() {
        String string = '"' + text().replaceAll("[\"\\\\\\p{Cntrl}]", "_") + '"';
        return "{" + string + ": [" + numeric() + ", null,  true, " + string + "], \"b\": {\"c\": 1e"
                + random.nextInt(20) + "}}";
    }

    String hstore() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(text.length() == 0 ? "" : ",").append(quoted()).append("=>");
            text.append(random.nextInt(4) == 0 ? "NULL" : quoted());
        }
        return text.toString();
    }

    private String quoted() {
        return '"' + text().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
