package io.pgwal.testing;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The binaries of one major, out of the archive that the build copied. All majors' archives bear the same name within,
 * so the class path can hold only one of them.
 */
record BinariesFromBuild(int major) implements PgBinaryResolver {

    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        String folder =
                System.getProperty("pgwal.postgres.binaries", System.getProperty("basedir", ".") + "/target/postgres");
        Path path = Path.of(folder, "postgres-" + major + ".jar");
        if (Files.notExists(path)) {
            throw new FileNotFoundException(
                    path.toAbsolutePath() + ": run mvn generate-test-resources, which copies the binaries there");
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            JarEntry archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new FileNotFoundException("no .txz in " + path));
            try (InputStream in = jar.getInputStream(archive)) {
                return new ByteArrayInputStream(in.readAllBytes());
            }
        }
    }
}
