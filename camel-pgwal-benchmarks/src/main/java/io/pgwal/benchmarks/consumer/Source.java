package io.pgwal.benchmarks.consumer;

import io.pgwal.benchmarks.ConsumerSpec;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * What a reader is to read, and how.
 *
 * @param url          JDBC, user and password included
 * @param threeColumns those that are read when three are
 */
public record Source(ConsumerSpec spec, String url, String slot, String publication, List<String> threeColumns) {

    /** PGHOST, PGPORT, PGDBNAME, user, password. */
    Properties connection() {
        return Driver.parseURL(url, null);
    }

    String option(String name, String otherwise) {
        return spec.options().getOrDefault(name, otherwise);
    }
}
