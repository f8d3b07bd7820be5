package io.pgwal.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the loggers of this process write between creation and close. slf4j-simple writes to System.err. */
public final class CapturedLog implements AutoCloseable {

    private final PrintStream before;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    public CapturedLog() {
        LoggerFactory.getLogger(CapturedLog.class); // chooses its stream before it is replaced, if it has not yet
        before = System.err;
        System.setErr(new PrintStream(new Both(), true, StandardCharsets.UTF_8));
    }

    public List<String> lines() {
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The lines that contain {@code part}. */
    public List<String> lines(String part) {
        return lines().stream().filter(line -> line.contains(part)).toList();
    }

    /** Lines of a stack trace. */
    public List<String> traces() {
        return lines().stream().filter(line -> line.startsWith("\tat ")).toList();
    }

    /** Keeps what was captured as {@code target/logs/name.log}. */
    public void keepAs(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "logs"));
        Files.write(folder.resolve(name + ".log"), text.toByteArray());
    }

    @Override
    public void close() {
        System.setErr(before);
    }

    private final class Both extends OutputStream {
        @Override
        public void write(int b) {
            before.write(b);
            synchronized (text) {
                text.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            before.write(bytes, from, length);
            synchronized (text) {
                text.write(bytes, from, length);
            }
        }
    }
}
