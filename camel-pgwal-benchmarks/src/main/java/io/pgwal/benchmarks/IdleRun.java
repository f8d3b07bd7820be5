package io.pgwal.benchmarks;

/**
 * One consumer on an otherwise idle system: microseconds from a row's own clock to the consumer's callback.
 *
 * @param count rows that were timed, after the warm-up
 */
record IdleRun(String consumer, int round, int count, long p50, long p99, long most) {}
