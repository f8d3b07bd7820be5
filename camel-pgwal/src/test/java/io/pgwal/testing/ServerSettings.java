package io.pgwal.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Server settings that tests start from. */
final class ServerSettings {

    /** Commits are on: with it off, changes reach a walsender only when the WAL writer comes by. */
    static final Map<String, String> DEFAULTS = Map.of(
            "wal_level", "logical",
            "synchronous_commit", "on",
            "max_prepared_transactions", "20",
            "max_wal_senders", "50",
            "max_replication_slots", "50");

    private ServerSettings() {}

    static Map<String, String> with(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
        all.putAll(settings);
        return all;
    }

    /** As arguments of the {@code postgres} command. */
    static String[] asArguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue()))
                .toArray(String[]::new);
    }

    /** As lines of {@code postgresql.conf}. */
    static List<String> asLines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " = '" + setting.getValue().replace("'", "''") + "'")
                .toList();
    }
}
