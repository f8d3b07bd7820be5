package io.pgwal.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A way to ask pgoutput for its messages, and what must then be among them. */
enum Variant {
    V1(14, "BCORYIUDTM", "proto_version=1"),
    V1_BINARY(14, "BCORYIUDTM", "proto_version=1", "binary=true"),
    V2_STREAMING(14, "BCORYIUDTMSEcA", "proto_version=2", "streaming=true"),
    V2_STREAMING_BINARY(14, "BCORYIUDTMSEcA", "proto_version=2", "streaming=true", "binary=true"),
    V3_TWO_PHASE(15, "BCORYIUDTMbPKr", "proto_version=3", "two_phase=true"),
    V3_STREAMING_TWO_PHASE(15, "BCORYIUDTMSEcAbPKrp", "proto_version=3", "streaming=true", "two_phase=true"),
    V4_PARALLEL(16, "BCORYIUDTMSEcA", "proto_version=4", "streaming=parallel"),
    V4_PARALLEL_TWO_PHASE(16, "BCORYIUDTMSEcAbPKrp", "proto_version=4", "streaming=parallel", "two_phase=true"),
    V4_PARALLEL_TWO_PHASE_BINARY(
            16, "BCORYIUDTMSEcAbPKrp", "proto_version=4", "streaming=parallel", "two_phase=true", "binary=true"),
    V4_ORIGIN_NONE(16, "BCRYIUDTM", "proto_version=4", "origin=none");

    private final int sinceMajor;
    private final Set<String> kinds;
    private final Map<String, String> options = new LinkedHashMap<>();

    Variant(int sinceMajor, String kinds, String... options) {
        this.sinceMajor = sinceMajor;
        this.kinds = new TreeSet<>(Arrays.asList(kinds.split("")));
        for (String option : options) {
            this.options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        this.options.put("messages", "true");
    }

    static List<Variant> of(int major) {
        return Arrays.stream(values())
                .filter(variant -> major >= variant.sinceMajor)
                .toList();
    }

    /** The tags of all messages that the recorded workload makes the server send. */
    Set<String> kinds() {
        return kinds;
    }

    boolean streams() {
        return options.containsKey("streaming");
    }

    boolean twoPhase() {
        return options.containsKey("two_phase");
    }

    boolean binary() {
        return options.containsKey("binary");
    }

    /** Aborts of streamed transactions say where and when. */
    boolean parallel() {
        return "parallel".equals(options.get("streaming"));
    }

    /** What stands in the parentheses of START_REPLICATION. */
    String options(String publication) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("publication_names", "\"" + publication + "\"");
        return all.entrySet().stream()
                .map(option -> option.getKey() + " '" + option.getValue() + "'")
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
