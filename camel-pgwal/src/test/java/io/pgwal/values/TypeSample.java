package io.pgwal.values;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One type and the values of it that go through the oracle. */
final class TypeSample {

    private static final int RANDOM_VALUES = 60;

    final String type;
    final List<String> expressions = new ArrayList<>();
    /** Whether its arrays are tried too. */
    boolean arrays = true;
    /** Whether the server can send it in the binary format, arrays included. */
    boolean binary = true;
    /** Whether the two formats give the same; the names of catalog objects do not. */
    boolean sameInBoth = true;
    /** Whether the server's input function reads its own output. */
    boolean goesBack = true;

    TypeSample(String type) {
        this.type = type;
    }

    TypeSample literals(String... texts) {
        for (String text : texts) {
            expressions.add(quoted(text));
        }
        return this;
    }

    TypeSample sql(String... sql) {
        expressions.addAll(List.of(sql));
        return this;
    }

    TypeSample random(Supplier<String> texts) {
        for (int i = 0; i < RANDOM_VALUES; i++) {
            literals(texts.get());
        }
        return this;
    }

    TypeSample withoutArrays() {
        arrays = false;
        return this;
    }

    TypeSample onlyText() {
        binary = false;
        return this;
    }

    TypeSample otherInBinary() {
        sameInBoth = false;
        return this;
    }

    TypeSample oneWay() {
        goesBack = false;
        return this;
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
