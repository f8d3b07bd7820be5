package io.pgwal.replication;

import java.nio.file.Path;

/**
 * Where streamed transactions wait for their commit.
 *
 * @param maxMemory bytes that all of them may take in memory; the largest one goes to a file when it is more
 * @param directory for these files, which hold row data; readable by this user only, removed when they are done with
 */
public record SpillSettings(long maxMemory, Path directory) {

    public SpillSettings {
        if (maxMemory <= 0) {
            throw ReplicationFailure.badSetting("maxTransactionMemory", "must be greater than 0, is " + maxMemory);
        }
    }

    /** 64 MiB, and the folder for temporary files. */
    public static SpillSettings defaults() {
        return new SpillSettings(64L << 20, Path.of(System.getProperty("java.io.tmpdir")));
    }
}
