/**
 * The proof: histories of a workload and faults, and a checker that compares what a route was given with what PostgreSQL
 * committed.
 *
 * <p>The truth is the database's own: triggers write each change of a published table into an unpublished journal, in the
 * same transaction, so the outcome of a commit whose connection died need not be guessed. Every history has a seed, which
 * its failure prints with the command that repeats it.
 */
package io.pgwal.reliability;
