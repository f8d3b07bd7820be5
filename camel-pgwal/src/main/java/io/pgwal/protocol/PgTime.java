package io.pgwal.protocol;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A moment as the protocol carries it.
 *
 * @param microseconds since 2000-01-01T00:00:00Z
 */
public record PgTime(long microseconds) {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    public static PgTime of(Instant instant) {
        return new PgTime(ChronoUnit.MICROS.between(EPOCH, instant));
    }

    public Instant toInstant() {
        return EPOCH.plus(microseconds, ChronoUnit.MICROS);
    }
}
