package io.pgwal.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** PostgreSQL's own client as a consumer. Options: streaming, binary. */
record RecvLogical(Path program, ConsumerSpec spec, BenchmarkServer server) {

    /** Where it is installed, if it is. */
    static Optional<Path> program(String path) {
        for (String directory : path.split(File.pathSeparator)) {
            Path program = Path.of(directory, "pg_recvlogical");
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /** Reads to the end of the workload, writes it to nowhere, confirms, and ends. */
    ConsumerProcess drain(ConsumerProcess.Task task, Path log) throws IOException {
        Process process = builder(task, log, "--file=/dev/null", "--endpos=" + task.endOfWal())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        CompletableFuture<Map<String, Long>> seen = process.onExit().thenApply(ended -> {
            if (ended.exitValue() != 0) {
                throw new IllegalStateException("its exit code is " + ended.exitValue());
            }
            return Map.of("changes", (long) task.changes(), "last", ConsumerProcess.now());
        });
        return new ConsumerProcess(process, log, seen);
    }

    /** Writes into a pipe, at whose other end this process notes when rows come. */
    ConsumerProcess timed(ConsumerProcess.Task task, Path log) throws IOException {
        Process process = builder(task, log, "--file=-").start();
        CompletableFuture<Map<String, Long>> seen = new CompletableFuture<>();
        Thread listener = new Thread(
                () -> {
                    try {
                        seen.complete(new TimedPipe(task.changes(), task.warmUp()).read(process.getInputStream()));
                    } catch (IOException e) {
                        seen.completeExceptionally(e);
                    }
                },
                "listen-" + task.slot());
        listener.setDaemon(true);
        listener.start();
        return new ConsumerProcess(process, log, seen);
    }

    private ProcessBuilder builder(ConsumerProcess.Task task, Path log, String... arguments) {
        boolean streaming = spec.options().getOrDefault("streaming", "off").equals("on");
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--start", "--slot=" + task.slot(), "--no-loop"));
        command.add("--dbname=" + server.environment().get("PGDATABASE"));
        command.addAll(List.of(arguments));
        command.add("--option=proto_version=" + (streaming ? 2 : 1));
        command.add("--option=publication_names=" + Workload.PUBLICATION);
        if (streaming) {
            command.add("--option=streaming=on");
        }
        if (Boolean.parseBoolean(spec.options().get("binary"))) {
            command.add("--option=binary=true");
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(server.environment());
        return builder;
    }
}
