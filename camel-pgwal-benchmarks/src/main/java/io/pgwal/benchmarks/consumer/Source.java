package io.pgwal.benchmarks.consumer;

import io.pgwal.benchmarks.ConsumerSpec;
import java.util.List;

/**
 * What a reader is to read, and how.
 *
 * @param url          JDBC, user and password included
 * @param threeColumns those that are read when three are
 */
public record Source(ConsumerSpec spec, String url, String slot, String publication, List<String> threeColumns) {

    String option(String name, String otherwise) {
        return spec.options().getOrDefault(name, otherwise);
    }
}
