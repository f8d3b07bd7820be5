package io.pgwal.replication;

import io.pgwal.protocol.PgTime;
import java.time.Duration;

/**
 * How one transaction came here.
 *
 * @param server        from its commit until the server sent the first message of it; both by the server's clock
 * @param network       from then until it was read here: this machine's clock minus the server's, so that a difference
 *                      between the two goes in whole; never negative
 * @param receivedNanos {@link System#nanoTime} when it was read
 */
public record Arrival(Duration server, Duration network, long receivedNanos) {

    static Arrival of(PgTime committed, PgTime sent, PgTime received, long receivedNanos) {
        return new Arrival(between(committed, sent), between(sent, received), receivedNanos);
    }

    private static Duration between(PgTime from, PgTime to) {
        return Duration.ofNanos(Math.max(0, to.microseconds() - from.microseconds()) * 1_000);
    }
}
