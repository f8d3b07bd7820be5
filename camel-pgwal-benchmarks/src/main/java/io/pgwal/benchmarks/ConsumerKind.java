package io.pgwal.benchmarks;

import io.pgwal.benchmarks.consumer.RawReader;
import io.pgwal.benchmarks.consumer.Reader;
import io.pgwal.benchmarks.consumer.RouteReader;
import io.pgwal.benchmarks.consumer.SessionReader;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What reads a slot. */
public enum ConsumerKind {
    /** The component: a route, one exchange for each change, three columns read by name, acknowledged. */
    PGWAL(() -> new RouteReader("three")),
    /** The same, every column read. */
    PGWAL_ALL_COLUMNS(() -> new RouteReader("all")),
    /** The session without Camel, three columns read by name, acknowledged. */
    SESSION(SessionReader::new),
    /** The driver's replication stream, bytes thrown away, acknowledged. */
    PGJDBC_RAW(RawReader::new),
    /** PostgreSQL's own client, written to nowhere: the yardstick. A process, not a JVM. */
    PG_RECVLOGICAL(null);

    private final Supplier<Reader> reader;

    ConsumerKind(Supplier<Reader> reader) {
        this.reader = reader;
    }

    static ConsumerKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no consumer; there are "
                        + Arrays.stream(values()).map(ConsumerKind::toString).collect(Collectors.joining(", "))));
    }

    boolean isJava() {
        return reader != null;
    }

    public Reader newReader() {
        return reader.get();
    }

    /** The plug-in that its slot needs. */
    String plugin() {
        return "pgoutput";
    }

    @Override
    public String toString() {
        String name = name().toLowerCase(Locale.ROOT);
        return this == PG_RECVLOGICAL ? name : name.replace('_', '-');
    }
}
