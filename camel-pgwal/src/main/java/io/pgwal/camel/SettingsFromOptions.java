package io.pgwal.camel;

import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.Kind;
import io.pgwal.replication.Pace;
import io.pgwal.replication.PublicationSettings;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SlotAdvance;
import io.pgwal.replication.SlotSettings;
import io.pgwal.replication.SpillSettings;
import io.pgwal.replication.StreamOptions;
import io.pgwal.replication.Streaming;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Options as text to settings as types; what does not fit is named with its option. */
final class SettingsFromOptions {

    private SettingsFromOptions() {}

    static ConnectionSettings connection(PgWalConfiguration options) {
        oneOf("sslMode", options.getSslMode(), "disable", "allow", "prefer", "require", "verify-ca", "verify-full");
        ConnectionSettings.Builder builder = ConnectionSettings.builder()
                .url(options.getUrl())
                .host(options.getHost())
                .port(options.getPort())
                .database(options.getDatabase())
                .username(options.getUsername())
                .password(options.getPassword())
                .connectTimeout(positive("connectTimeout", options.getConnectTimeout()))
                .property("sslmode", options.getSslMode())
                .property("sslrootcert", options.getSslRootCert())
                .property("sslcert", options.getSslCert())
                .property("sslkey", options.getSslKey())
                .property("sslpassword", options.getSslPassword());
        options.getDriver().forEach((name, value) -> builder.property(name, String.valueOf(value)));
        return builder.build();
    }

    static SessionSettings session(PgWalConfiguration options) {
        check(options);
        return new SessionSettings(
                connection(options),
                new SlotSettings(
                        options.getSlot(),
                        options.isCreateSlot(),
                        options.isTemporarySlot(),
                        options.isFailoverSlot(),
                        options.isDropSlotOnStop()),
                new PublicationSettings(
                        list(options.getPublication()), options.isCreatePublication(), list(options.getTables())),
                stream(options),
                new Pace(
                        options.getMaxInFlight(),
                        options.getMaxInFlightBytes(),
                        positive("statusInterval", options.getStatusInterval()),
                        positive("reconnectDelay", options.getReconnectDelay()),
                        positive("maxReconnectDelay", options.getMaxReconnectDelay()),
                        options.getMaxReconnectAttempts(),
                        Duration.ofMillis(options.getHeartbeatInterval())),
                spill(options));
    }

    /** Of a producer: what a consumer with the same options is handed. */
    static SlotAdvance.Reading reading(PgWalConfiguration options) {
        checkStream(options);
        return new SlotAdvance.Reading(list(options.getPublication()), stream(options));
    }

    private static StreamOptions stream(PgWalConfiguration options) {
        return new StreamOptions(
                Streaming.valueOf(options.getStreaming().toUpperCase(Locale.ROOT)),
                options.isTwoPhase(),
                options.isBinary(),
                options.isMessages(),
                Set.copyOf(list(options.getMessagePrefixes())),
                options.getOrigin().equals("none"),
                kinds(options),
                options.isTraceContext());
    }

    private static void check(PgWalConfiguration options) {
        checkStream(options);
        oneOf("exchangePer", options.getExchangePer(), "change", "transaction", "batch");
        oneOf("ordering", options.getOrdering(), "key", "table", "transaction", "none");
        oneOf("onFailure", options.getOnFailure(), "retry", "skip", "stop");
        positive("batchSize", options.getBatchSize());
        positive("batchInterval", options.getBatchInterval());
        positive("concurrentConsumers", options.getConcurrentConsumers());
        positive("redeliveryDelay", options.getRedeliveryDelay());
        positive("maxRedeliveryDelay", options.getMaxRedeliveryDelay());
        if (options.getReadinessTimeout() < 0) {
            throw bad("readinessTimeout", "must be greater than 0, or 0 for never");
        }
    }

    private static void checkStream(PgWalConfiguration options) {
        oneOf("streaming", options.getStreaming(), "off", "on", "parallel");
        oneOf("origin", options.getOrigin(), "any", "none");
        if (options.getMessagePrefixes() != null && !options.isMessages()) {
            throw bad("messagePrefixes", "has no effect without messages=true");
        }
    }

    private static SpillSettings spill(PgWalConfiguration options) {
        SpillSettings defaults = SpillSettings.defaults();
        return new SpillSettings(
                options.getMaxTransactionMemory(),
                options.getSpillDirectory() == null ? defaults.directory() : Path.of(options.getSpillDirectory()));
    }

    static FailurePolicy failurePolicy(PgWalConfiguration options) {
        return new FailurePolicy(
                options.getOnFailure(),
                Duration.ofMillis(options.getRedeliveryDelay()),
                Duration.ofMillis(options.getMaxRedeliveryDelay()));
    }

    static LaneRouter.Ordering ordering(PgWalConfiguration options) {
        return LaneRouter.Ordering.valueOf(options.getOrdering().toUpperCase(Locale.ROOT));
    }

    static Batching batching(PgWalConfiguration options) {
        return options.getExchangePer().equals("batch")
                ? new Batching(
                        options.getBatchSize(),
                        Duration.ofMillis(options.getBatchInterval()).toNanos())
                : Batching.OFF;
    }

    /** How many changes of a transaction go into one exchange at most. */
    static int transactionSize(PgWalConfiguration options) {
        return options.getExchangePer().equals("transaction") ? options.getBatchSize() : 1;
    }

    private static Set<Kind> kinds(PgWalConfiguration options) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (options.isTwoPhase()) {
            // rows come when they are prepared: a route that is not told the outcome would keep what was rolled back
            kinds.addAll(List.of(Kind.PREPARE, Kind.COMMIT_PREPARED, Kind.ROLLBACK_PREPARED));
        }
        for (String name : list(options.getKinds())) {
            try {
                kinds.add(Kind.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw bad("kinds", "has no kind '" + name + "'; there are " + Arrays.toString(Kind.values()));
            }
        }
        return kinds;
    }

    private static List<String> list(String commaSeparated) {
        if (commaSeparated == null) {
            return List.of();
        }
        return Arrays.stream(commaSeparated.split(","))
                .map(String::trim)
                .filter(s -> !s.isEmpty())
                .distinct()
                .toList();
    }

    private static void oneOf(String option, String value, String... allowed) {
        if (value != null && !Arrays.asList(allowed).contains(value)) {
            throw bad(option, "is '" + value + "'; it can be " + String.join(", ", allowed));
        }
    }

    private static Duration positive(String option, long value) {
        if (value <= 0) {
            throw bad(option, "must be greater than 0, is " + value);
        }
        return Duration.ofMillis(value);
    }

    private static ReplicationFailure bad(String option, String problem) {
        return new ReplicationFailure(
                ReplicationFailure.Kind.BAD_SETTING,
                "The option " + option + " " + problem,
                "Change the option " + option,
                null);
    }
}
