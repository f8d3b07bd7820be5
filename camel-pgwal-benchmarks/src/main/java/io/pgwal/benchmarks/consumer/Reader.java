package io.pgwal.benchmarks.consumer;

import java.io.IOException;
import java.sql.SQLException;

/** Reads a slot in this JVM and counts what it has seen. */
public interface Reader extends AutoCloseable {

    /** Whatever takes time and is not reading. */
    default void prepare(Source source, Tally tally) throws Exception {}

    /** Returns soon; goes on reading, past the last change too, until it is closed. */
    void start(Source source, Tally tally) throws Exception;

    /** Confirms what was read, and frees the slot. */
    @Override
    void close() throws IOException, SQLException;
}
