package io.pgwal.reliability;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a consumer's process has seen, a file for each. A line is in the hands of the operating system when
 * {@link #append} returns, so it outlives the process; a line that is torn is the last of its file and does not count.
 */
final class EventLog implements AutoCloseable {

    private final OutputStream out;

    EventLog(Path file) throws IOException {
        out = new FileOutputStream(file.toFile(), true); // without a buffer, and deaf to interrupts
    }

    synchronized void append(List<Delivered> deliveries) {
        StringBuilder lines = new StringBuilder();
        deliveries.forEach(one -> lines.append(one.toLine()).append('\n'));
        try {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** In the order in which they were completed. */
    static List<Delivered> read(int run, Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            List<Delivered> deliveries = new ArrayList<>();
            int begin = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
                deliveries.add(Delivered.parse(run, text.substring(begin, end)));
                begin = end + 1;
            }
            return deliveries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
