package io.pgwal.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The jar as a user runs it, in a process of its own. */
record DoctorProcess(int exitCode, String out, String err) {

    private static final Path JAR = Path.of(System.getProperty("basedir", "."), "target", "camel-pgwal-doctor.jar");

    static DoctorProcess run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        File out = File.createTempFile("doctor", ".out");
        File err = File.createTempFile("doctor", ".err");
        try {
            ProcessBuilder java = new ProcessBuilder(command);
            java.environment().keySet().removeIf(name -> name.startsWith("PG"));
            java.environment().putAll(environment);
            int exitCode = java.redirectOutput(out).redirectError(err).start().waitFor();
            return new DoctorProcess(exitCode, Files.readString(out.toPath()), Files.readString(err.toPath()));
        } finally {
            Files.delete(out.toPath());
            Files.delete(err.toPath());
        }
    }

    /** The lines of a check, with its remedies. */
    String of(String check) {
        StringBuilder lines = new StringBuilder();
        boolean inside = false;
        for (String line : out.lines().toList()) {
            if (line.matches("(OK|WARN|FAIL) .*")) {
                inside = line.substring(6).startsWith(check + " ");
            }
            if (inside) {
                lines.append(line.strip().replaceAll(" +", " ")).append(' ');
            }
        }
        return lines.toString().strip();
    }
}
