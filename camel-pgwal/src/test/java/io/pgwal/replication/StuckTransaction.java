package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.StatusUpdate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A process of its own, with little memory: one connection's pump over a scripted stream without a server. The first
 * transaction's delete is never acknowledged; any number of transactions complete behind it.
 */
public final class StuckTransaction {

    /** What follows the transaction that is stuck. */
    enum Followed {
        /** Begin and Commit alone, as 14 sends them of tables that are not published. */
        BY_EMPTY_TRANSACTIONS(0, EnumSet.of(Kind.DELETE)),
        /** Inserts, which {@code kinds} leaves out. */
        BY_UNWANTED_KINDS(100, EnumSet.of(Kind.DELETE)),
        /** Inserts of 8 kB, each acknowledged at once. */
        BY_ACKNOWLEDGED_ROWS(8192, EnumSet.of(Kind.DELETE, Kind.INSERT));

        private final int rowBytes;
        private final Set<Kind> kinds;

        Followed(int rowBytes, Set<Kind> kinds) {
            this.rowBytes = rowBytes;
            this.kinds = kinds;
        }
    }

    private static final int BYTEA_OID = 17;

    private StuckTransaction() {}

    /** @param args one of {@link Followed}, how many transactions */
    public static void main(String[] args) {
        Followed followed = Followed.valueOf(args[0]);
        int transactions = Integer.parseInt(args[1]);
        Script script = new Script(followed.rowBytes, transactions);
        Delivery[] stuck = new Delivery[1];
        ChangeListener route = (change, delivery) -> {
            if (change.kind() == Kind.DELETE) {
                stuck[0] = delivery;
            } else {
                delivery.succeeded();
            }
        };
        WalPump pump = pump(script, followed.kinds, route);
        while (!script.isAtEnd()) {
            pump.turn(false);
        }
        pump.turn(false);
        Lsn held = pump.confirmable();
        stuck[0].succeeded();
        pump.finish();
        System.out.println("held=" + held + " confirmed=" + script.confirmed + " end=" + script.end());
    }

    private static WalPump pump(Script script, Set<Kind> kinds, ChangeListener route) {
        SessionSettings settings = SessionSettings.of(ConnectionSettings.ofUrl("jdbc:postgresql://h/d"), "s", "p")
                .with(new StreamOptions(Streaming.OFF, false, false, false, Set.of(), false, kinds, false));
        Server server = new Server(14, "system", 1, Lsn.ZERO, "logical", Duration.ofMinutes(1), false);
        RelationCatalog relations = new RelationCatalog(new CatalogReader(settings), undecodable -> {
            throw undecodable;
        });
        return new WalPump(new StreamOpening.Opened(script, server, Lsn.ZERO, false), settings, relations, route);
    }

    /** Transaction n ends at LSN 100 * n. The first is a delete, the others are inserts, or empty. */
    private static final class Script implements WalStream {

        private final byte[] value;
        private final int transactions;
        private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
        private int sent;
        private Lsn confirmed = Lsn.ZERO;

        Script(int rowBytes, int transactions) {
            this.value = new byte[rowBytes];
            this.transactions = transactions;
        }

        boolean isAtEnd() {
            return sent == transactions && frames.isEmpty();
        }

        Lsn end() {
            return new Lsn(100L * transactions);
        }

        @Override
        public byte[] poll(int patienceMillis) {
            if (frames.isEmpty() && sent < transactions) {
                sent++;
                transaction(sent);
            }
            return frames.poll();
        }

        private void transaction(int number) {
            long end = 100L * number;
            frame('B', body -> body.putLong(end - 10).putLong(0).putInt(number));
            if (number == 1) {
                frame('R', Script::relation);
                frame('D', body -> tuple(body, 'K', new byte[1]));
            } else if (value.length > 0) {
                frame('I', body -> tuple(body, 'N', value));
            }
            frame('C', body -> body.put((byte) 0).putLong(end - 10).putLong(end).putLong(0));
        }

        private static void relation(ByteBuffer body) {
            body.putInt(1).put(text("public")).put(text("t")).put((byte) 'd').putShort((short) 1);
            body.put((byte) 1).put(text("id")).putInt(BYTEA_OID).putInt(-1);
        }

        private static void tuple(ByteBuffer body, char kind, byte[] value) {
            body.putInt(1).put((byte) kind).putShort((short) 1);
            body.put((byte) 't').putInt(value.length).put(value);
        }

        private static byte[] text(String text) {
            return (text + "\0").getBytes(StandardCharsets.US_ASCII);
        }

        private void frame(char tag, Consumer<ByteBuffer> body) {
            ByteBuffer frame = ByteBuffer.allocate(128 + value.length);
            frame.put((byte) 'w').putLong(0).putLong(0).putLong(0).put((byte) tag);
            body.accept(frame);
            frames.add(Arrays.copyOf(frame.array(), frame.position()));
        }

        @Override
        public void confirm(StatusUpdate status) {
            confirmed = status.flushed();
        }

        @Override
        public void close() {
            frames.clear();
        }
    }
}
