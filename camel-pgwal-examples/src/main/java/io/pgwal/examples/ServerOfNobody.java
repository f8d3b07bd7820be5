package io.pgwal.examples;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.io.FileUtils;

/**
 * PostgreSQL refuses to run as root. The library gets around that with a user namespace, which most containers deny to
 * root; there the server is unpacked, and run by the user nobody.
 */
final class ServerOfNobody implements Closeable {

    private static final int NOBODY = 65534;

    private final Path home;
    private final int port;

    private ServerOfNobody(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    static boolean isNeeded() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root")
                && !LinuxUtils.isUnshareAvailable();
    }

    static ServerOfNobody start(String walLevel) throws IOException {
        Path home = Files.createTempDirectory("pgwal-postgres-");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        ServerOfNobody server = new ServerOfNobody(home, freePort());
        try {
            server.unpack();
            Files.setAttribute(Files.createDirectory(server.run()), "unix:uid", NOBODY);
            server.call("initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
            String settings = "-p " + server.port + " -c wal_level=" + walLevel + " -c unix_socket_directories= -F";
            server.call("pg_ctl", "-D", server.data(), "-l", server.run() + "/log", "-o", settings, "-w", "start");
            Runtime.getRuntime().addShutdownHook(new Thread(server::end, "stop-postgres"));
            return server;
        } catch (IOException e) {
            server.end();
            throw e;
        }
    }

    int port() {
        return port;
    }

    private Path run() {
        return home.resolve("run");
    }

    private String data() {
        return run().resolve("data").toString();
    }

    private void unpack() throws IOException {
        String hardware = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", hardware);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = home.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private void call(String programme, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        command.add(home.resolve("bin").resolve(programme).toString());
        command.addAll(List.of(arguments));
        Path output = home.resolve("output");
        try {
            int exitCode = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IOException(
                        programme + " says: " + Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + programme + " runs", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (Files.exists(home)) {
            if (Files.exists(Path.of(data(), "postmaster.pid"))) {
                call("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            }
            FileUtils.deleteDirectory(home.toFile());
        }
    }

    private void end() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("PostgreSQL in " + home + " is not stopped: " + e.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
