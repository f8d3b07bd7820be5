package io.pgwal.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One consumer in one mode, as it is written on the command line: {@code kind} or {@code kind:option=value;option=value}.
 *
 * @param text    as written; its name in tables
 * @param options in the order written
 */
public record ConsumerSpec(String text, ConsumerKind kind, Map<String, String> options) {

    public static ConsumerSpec parse(String text) {
        int colon = text.indexOf(':');
        ConsumerKind kind = ConsumerKind.named(colon < 0 ? text : text.substring(0, colon));
        Map<String, String> options = new LinkedHashMap<>();
        if (colon >= 0) {
            for (String option : text.substring(colon + 1).split(";")) {
                int equals = option.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("'" + option + "' in " + text + " is not option=value");
                }
                options.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }
        return new ConsumerSpec(text, kind, options);
    }
}
