package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.WalFrame;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Relation messages in streamed blocks and outside of them, in every order of a few steps. A model of pgoutput decides
 * when the server repeats the description of a table: each row must be decoded by the one that was meant for it.
 */
class RelationScopeTest {

    private static final int STEPS = 5;

    private static final List<String> ALL = List.of(
            "alter",
            "plain",
            "A row",
            "A savepoint row",
            "A rollback to",
            "A release",
            "A commit",
            "A rollback",
            "B row",
            "B commit",
            "B prepare");

    @TempDir
    private Path directory;

    @Test
    void every_row_is_decoded_by_the_description_that_was_meant_for_it() {
        sequences(new ArrayList<>());
    }

    @Test
    void a_newer_description_is_not_replaced_by_a_replayed_one() {
        run(List.of("A row", "alter", "plain", "A commit", "plain"));
    }

    private void sequences(List<String> steps) {
        if (steps.size() == STEPS) {
            run(steps);
            return;
        }
        for (String step : ALL) {
            steps.add(step);
            sequences(steps);
            steps.remove(steps.size() - 1);
        }
    }

    private void run(List<String> steps) {
        Pgoutput server = new Pgoutput();
        List<String> rows = new ArrayList<>();
        StreamOptions options =
                new StreamOptions(Streaming.ON, true, false, false, Set.of(), false, Kind.usual(), false);
        SpillDirectory spill = new SpillDirectory(directory, "1", "s");
        try (CatalogReader nobody = new CatalogReader(null);
                TransactionAssembler assembler = new TransactionAssembler(
                        new RelationCatalog(nobody, e -> {}),
                        options,
                        new StreamedTransactions(spill, 1 << 20),
                        new Rows(rows))) {
            for (String step : steps) {
                for (byte[] frame : server.does(step)) {
                    assembler.accept(new WalFrame.XLogData(new Lsn(1), new Lsn(1), null, frame, 0));
                    while (assembler.isReplaying()) {
                        assembler.replay();
                    }
                }
            }
            assertThat(rows).as(steps.toString()).isEqualTo(server.delivered);
        } catch (RuntimeException e) {
            throw new AssertionError("after " + steps, e);
        }
    }

    /** Keeps rows as their only column and its value. */
    private record Rows(List<String> rows) implements TransactionAssembler.Output {
        @Override
        public void begin(Transaction transaction) {}

        @Override
        public void change(Change change) {
            ((Change.RowChange) change).row().forEach((name, value) -> rows.add(name + "=" + value));
        }

        @Override
        public void end(Transaction transaction, Lsn end) {}
    }

    /** What pgoutput remembers of one table, and sends. A row's value is the name of the column that it is of. */
    private static final class Pgoutput {
        private final List<String> delivered = new ArrayList<>();
        private final Map<Integer, List<Kept>> open = new TreeMap<>();
        private final Set<Integer> sentTo = new HashSet<>();
        private final Set<Integer> seen = new HashSet<>();
        private boolean sent;
        private int version;
        private int savepoint = 100;
        private boolean inSavepoint;
        private List<byte[]> frames;

        private record Kept(int xid, String row) {}

        List<byte[]> does(String step) {
            frames = new ArrayList<>();
            int top = step.startsWith("A") ? 10 : 20;
            switch (step.substring(step.indexOf(' ') + 1)) {
                case "alter" -> {
                    version++;
                    sent = false;
                    sentTo.clear();
                }
                case "plain" -> plain();
                case "row" -> block(top, top == 10 && inSavepoint ? savepoint : top);
                case "savepoint row" -> {
                    inSavepoint = true;
                    block(top, savepoint);
                }
                case "release" -> leaveSavepoint();
                case "rollback to" -> rollbackToSavepoint(top);
                case "rollback" -> rollback(top, top);
                default -> end(top, step.endsWith("prepare"));
            }
            return frames;
        }

        private void plain() {
            frame(out -> {
                out.writeByte('B');
                out.writeLong(1);
                out.writeLong(0);
                out.writeInt(5);
            });
            if (!sent) {
                relation(0);
                sent = true;
            }
            insert(0);
            delivered.add(row());
            frame(out -> {
                out.writeByte('C');
                out.writeByte(0);
                out.writeLong(1);
                out.writeLong(2);
                out.writeLong(0);
            });
        }

        private void block(int top, int xid) {
            boolean first = seen.add(top);
            frame(out -> {
                out.writeByte('S');
                out.writeInt(top);
                out.writeByte(first ? 1 : 0);
            });
            if (sentTo.add(top)) {
                relation(xid);
            }
            insert(xid);
            open.computeIfAbsent(top, key -> new ArrayList<>()).add(new Kept(xid, row()));
            frame(out -> out.writeByte('E'));
        }

        private void leaveSavepoint() {
            inSavepoint = false;
            savepoint++;
        }

        private void rollbackToSavepoint(int top) {
            if (inSavepoint) {
                rollback(top, savepoint);
                leaveSavepoint();
            }
        }

        private void rollback(int top, int xid) {
            if (!seen.contains(top)) {
                return;
            }
            frame(out -> {
                out.writeByte('A');
                out.writeInt(top);
                out.writeInt(xid);
            });
            sentTo.remove(top);
            if (xid == top) {
                inSavepoint &= top != 10;
                open.remove(top);
                seen.remove(top);
            } else {
                open.get(top).removeIf(kept -> kept.xid == xid);
            }
        }

        private void end(int top, boolean prepares) {
            if (!seen.remove(top)) {
                return;
            }
            frame(out -> {
                out.writeByte(prepares ? 'p' : 'c');
                if (!prepares) {
                    out.writeInt(top);
                }
                out.writeByte(0);
                out.writeLong(1);
                out.writeLong(2);
                out.writeLong(0);
                if (prepares) {
                    out.writeInt(top);
                    out.writeBytes("gid\0");
                }
            });
            sent |= sentTo.remove(top) && !prepares;
            inSavepoint &= top != 10;
            open.remove(top).forEach(kept -> delivered.add(kept.row));
        }

        private String row() {
            return "c" + version + "=c" + version;
        }

        private void relation(int xid) {
            frame(out -> {
                out.writeByte('R');
                xid(out, xid);
                out.writeInt(1);
                out.writeBytes("public\0t\0d");
                out.writeShort(1);
                out.writeByte(1);
                out.writeBytes("c" + version + "\0");
                out.writeInt(114); // json: text as it is, and the catalogs are not asked about it
                out.writeInt(-1);
            });
        }

        private void insert(int xid) {
            frame(out -> {
                out.writeByte('I');
                xid(out, xid);
                out.writeInt(1);
                out.writeByte('N');
                out.writeShort(1);
                out.writeByte('t');
                byte[] value = ("c" + version).getBytes(StandardCharsets.US_ASCII);
                out.writeInt(value.length);
                out.write(value);
            });
        }

        private static void xid(DataOutputStream out, int xid) throws IOException {
            if (xid != 0) {
                out.writeInt(xid);
            }
        }

        private interface Writing {
            void to(DataOutputStream out) throws IOException;
        }

        private void frame(Writing writing) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                writing.to(new DataOutputStream(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            frames.add(bytes.toByteArray());
        }
    }
}
