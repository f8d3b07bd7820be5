package io.pgwal.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A main programme as a user runs it: in a JVM of its own, with an exit code. */
public record JavaProcess(int exitCode, String out, String err) {

    private static final int LONGEST_MINUTES = 5;

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
        java.environment().keySet().removeIf(name -> name.startsWith("PG") || name.endsWith("JAVA_OPTIONS"));
        java.environment().remove("JAVA_TOOL_OPTIONS"); // of which a JVM speaks in its error output
        try {
            Process process = java.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                throw new IOException(main + " has not ended: " + Files.readString(out) + Files.readString(err));
            }
            return new JavaProcess(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
