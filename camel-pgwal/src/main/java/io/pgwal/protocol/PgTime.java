package io.pgwal.protocol;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A moment as the protocol carries it.
 *
 * @param microseconds since 2000-01-01T00:00:00Z
 */
public record PgTime(long microseconds) implements Serializable {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    /** @throws ArithmeticException when it is some 292,000 years away */
    public static PgTime of(Instant instant) {
        // MICROS.between counts nanoseconds on the way, which ends in the year 2292
        long seconds = instant.getEpochSecond() - EPOCH.getEpochSecond();
        return new PgTime(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), instant.getNano() / 1_000));
    }

    public Instant toInstant() {
        return EPOCH.plus(microseconds, ChronoUnit.MICROS);
    }
}
