package io.pgwal.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A main programme as a user runs it: in a JVM of its own, with an exit code. */
public record JavaProcess(int exitCode, String out, String err) {

    /**
     * @param url       the user's own server; empty for none
     * @param classPath which entries of this JVM's class path it has
     */
    public static JavaProcess run(Class<?> main, String url, Predicate<String> classPath)
            throws IOException, InterruptedException {
        String entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(classPath)
                .collect(Collectors.joining(File.pathSeparator));
        Path out = Files.createTempFile("example", ".out");
        Path err = Files.createTempFile("example", ".err");
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Durl=" + url,
                "-classpath",
                entries,
                main.getName());
        java.environment().remove("PGHOST");
        try {
            int exitCode = java.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new JavaProcess(exitCode, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
