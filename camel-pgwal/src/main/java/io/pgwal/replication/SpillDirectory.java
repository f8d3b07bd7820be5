package io.pgwal.replication;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One slot's files in the folder for spilled transactions. */
final class SpillDirectory {

    private final Path directory;
    private final String prefix;

    /**
     * @param systemId of the cluster: slots of several may have one name
     * @param slot     whoever reads it is the only one who writes such files
     */
    SpillDirectory(Path directory, String systemId, String slot) {
        this.directory = directory;
        this.prefix = "pgwal-" + systemId + "-" + slot + "-";
    }

    /** A new file that only this user may read. */
    SpillFile create() throws IOException {
        Files.createDirectories(directory);
        return new SpillFile(Files.createTempFile(directory, prefix, ".spill"));
    }

    /** Removes what a crashed process left; only to be called by who has the slot. */
    void removeLeftovers() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix + "*.spill")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
