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
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Options as text to settings as types; what does not fit is named with its option. */
final class SettingsFromOptions {

    /** Longer than any of these makes sense; beyond 292 years nanoseconds do not fit. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final long MOST_CHANGES = 1_000_000;
    private static final long MOST_BYTES = 1L << 40;
    /** Each is a thread. */
    private static final long MOST_LANES = 1_000;

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
                .connectTimeout(duration("connectTimeout", options.getConnectTimeout()))
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
                        options.isDropSlotOnStop(),
                        options.isSharedSlot()),
                new PublicationSettings(
                        list(options.getPublication()),
                        options.isCreatePublication(),
                        options.isAlterPublication(),
                        list(options.getTables())),
                stream(options),
                new Pace(
                        options.getMaxInFlight(),
                        options.getMaxInFlightBytes(),
                        duration("statusInterval", options.getStatusInterval()),
                        duration("reconnectDelay", options.getReconnectDelay()),
                        duration("maxReconnectDelay", options.getMaxReconnectDelay()),
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
        between("batchSize", options.getBatchSize(), 1, MOST_CHANGES);
        between("concurrentConsumers", options.getConcurrentConsumers(), 1, MOST_LANES);
        between("maxInFlight", options.getMaxInFlight(), 1, MOST_CHANGES);
        between("maxInFlightBytes", options.getMaxInFlightBytes(), 1, MOST_BYTES);
        between("maxTransactionMemory", options.getMaxTransactionMemory(), 1, MOST_BYTES);
        duration("batchInterval", options.getBatchInterval());
        duration("redeliveryDelay", options.getRedeliveryDelay());
        duration("maxRedeliveryDelay", options.getMaxRedeliveryDelay());
        between("heartbeatInterval", options.getHeartbeatInterval(), 0, LONGEST.toMillis());
        between("readinessTimeout", options.getReadinessTimeout(), 0, LONGEST.toMillis());
        between("maxReconnectAttempts", options.getMaxReconnectAttempts(), -1, Integer.MAX_VALUE);
        refuseContradictions(options);
    }

    private static void refuseContradictions(PgWalConfiguration options) {
        if (!list(options.getTables()).isEmpty() && !options.isCreatePublication()) {
            throw bad("tables", "has no effect without createPublication=true");
        }
        if (options.isAlterPublication() && !options.isCreatePublication()) {
            throw bad("alterPublication", "needs createPublication=true, and the option tables");
        }
        if (options.isTemporarySlot() && !options.isCreateSlot()) {
            throw bad("temporarySlot", "needs createSlot=true: nobody else can make a slot of this connection");
        }
        if (options.isDropSlotOnStop() && !options.isCreateSlot()) {
            throw bad("dropSlotOnStop", "needs createSlot=true: the next start would find no slot");
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
                options.getSpillDirectory() == null
                        ? defaults.directory()
                        : folder("spillDirectory", options.getSpillDirectory()));
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

    private static Duration duration(String option, long millis) {
        if (millis < 1 || millis > LONGEST.toMillis()) {
            throw bad(option, "must be from 1 ms to 1 day, is " + millis + " ms");
        }
        return Duration.ofMillis(millis);
    }

    private static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw bad(option, "must be from " + least + " to " + most + ", is " + value);
        }
    }

    /** @throws ReplicationFailure BAD_SETTING unless it is a folder to write into, or can be made one */
    private static Path folder(String option, String name) {
        Path folder;
        try {
            folder = Path.of(name).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw bad(option, "is no path of a folder: " + e.getReason());
        }
        Path there = folder;
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            throw bad(option, "is no folder that can be written into: " + name);
        }
        return Path.of(name);
    }

    static ReplicationFailure bad(String option, String problem) {
        return new ReplicationFailure(
                ReplicationFailure.Kind.BAD_SETTING,
                "The option " + option + " " + problem,
                "Change the option " + option,
                null);
    }
}
