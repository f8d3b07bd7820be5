package io.pgwal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgTimeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 2000-01-01T00:00:00Z",
        "1, 2000-01-01T00:00:00.000001Z",
        "-1, 1999-12-31T23:59:59.999999Z",
        "-946684800000000, 1970-01-01T00:00:00Z",
        "779629672345000, 2024-09-14T11:47:52.345Z"
    })
    void it_counts_microseconds_from_the_year_2000(long microseconds, Instant instant) {
        assertThat(new PgTime(microseconds).toInstant()).isEqualTo(instant);
        assertThat(PgTime.of(instant)).isEqualTo(new PgTime(microseconds));
    }

    /** From 4713 BC to 294276 AD, all that the server itself can write. */
    @Property
    void every_moment_of_a_server_comes_back_from_its_instant(
            @ForAll @LongRange(min = -211_813_488_000_000_000L, max = 9_223_371_331_199_999_999L) long microseconds) {
        assertThat(PgTime.of(new PgTime(microseconds).toInstant())).isEqualTo(new PgTime(microseconds));
    }
}
