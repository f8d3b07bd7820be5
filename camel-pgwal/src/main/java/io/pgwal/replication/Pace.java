package io.pgwal.replication;

import java.time.Duration;

/**
 * How much at once, how often, how long.
 *
 * @param maxInFlight          changes handed over and not completed, at most; what is read ahead has a bound of its own
 * @param maxInFlightBytes     and their bytes; one change is always allowed, however large
 * @param statusInterval       the server hears from us at least this often (more often when its wal_sender_timeout asks
 *                             for that)
 * @param reconnectDelay       before the first attempt to connect again; doubled for each further one
 * @param maxReconnectDelay    up to this
 * @param maxReconnectAttempts in a row; then the session ends with the last failure. -1 for ever
 * @param heartbeatInterval    a logical message of the prefix {@link StreamOptions#HEARTBEAT} is written to the database so
 *                             often; zero: none is
 */
public record Pace(
        int maxInFlight,
        long maxInFlightBytes,
        Duration statusInterval,
        Duration reconnectDelay,
        Duration maxReconnectDelay,
        int maxReconnectAttempts,
        Duration heartbeatInterval) {

    public Pace {
        positive("maxInFlight", maxInFlight);
        positive("maxInFlightBytes", maxInFlightBytes);
        positive("statusInterval", statusInterval.toMillis());
        positive("reconnectDelay", reconnectDelay.toMillis());
        positive("maxReconnectDelay", maxReconnectDelay.toMillis());
        if (maxReconnectAttempts < -1) {
            throw ReplicationFailure.badSetting("maxReconnectAttempts", "must be 0 or more, or -1 for ever");
        }
        if (heartbeatInterval.isNegative()) {
            throw ReplicationFailure.badSetting("heartbeatInterval", "must be greater than 0, or 0 for none");
        }
    }

    /** Without a heartbeat. */
    public Pace(
            int maxInFlight,
            long maxInFlightBytes,
            Duration statusInterval,
            Duration reconnectDelay,
            Duration maxReconnectDelay,
            int maxReconnectAttempts) {
        this(
                maxInFlight,
                maxInFlightBytes,
                statusInterval,
                reconnectDelay,
                maxReconnectDelay,
                maxReconnectAttempts,
                Duration.ZERO);
    }

    public Pace withHeartbeat(Duration interval) {
        return new Pace(
                maxInFlight,
                maxInFlightBytes,
                statusInterval,
                reconnectDelay,
                maxReconnectDelay,
                maxReconnectAttempts,
                interval);
    }

    public static Pace defaults() {
        return new Pace(1000, 64L << 20, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(30), -1);
    }

    private static void positive(String setting, long value) {
        if (value <= 0) {
            throw ReplicationFailure.badSetting(setting, "must be greater than 0, is " + value);
        }
    }
}
