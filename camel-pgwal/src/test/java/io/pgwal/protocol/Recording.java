package io.pgwal.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server once sent, byte by byte: a file of one line for each CopyData, envelope included, in hex.
 *
 * @param frames the CopyData in the order in which they came
 */
record Recording(int major, Variant variant, List<byte[]> frames) {

    static final Path FOLDER = Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "recordings");

    static Recording read(int major, Variant variant) throws IOException {
        try (Stream<String> lines = Files.lines(file(major, variant))) {
            return new Recording(
                    major, variant, lines.map(HexFormat.of()::parseHex).toList());
        }
    }

    void write() throws IOException {
        Files.createDirectories(FOLDER);
        Files.write(
                file(major, variant),
                frames.stream().map(HexFormat.of()::formatHex).toList());
    }

    static Path file(int major, Variant variant) {
        return FOLDER.resolve("postgresql-" + major + "-" + variant + ".hex");
    }

    @Override
    public String toString() {
        return "PostgreSQL " + major + " " + variant;
    }
}
