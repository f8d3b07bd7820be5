package io.pgwal.reliability;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.Change;
import io.pgwal.replication.ChangeListener;
import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.Delivery;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SessionStatus;
import io.pgwal.replication.SpillSettings;
import io.pgwal.replication.StreamOptions;
import io.pgwal.replication.Streaming;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A process of its own, with little memory: reads rows 1, 2, 3 ... of a table up to the last and says what it took. */
public final class LargeTransactionReader {

    private LargeTransactionReader() {}

    /** @param args JDBC URL, slot, streaming, folder to spill to, how many rows to wait for */
    public static void main(String[] args) throws InterruptedException {
        int rows = Integer.parseInt(args[4]);
        SessionSettings settings = SessionSettings.of(ConnectionSettings.ofUrl(args[0]), args[1], "pub")
                .with(StreamOptions.defaults().with(Streaming.valueOf(args[2])))
                .with(new SpillSettings(16 << 20, Path.of(args[3])));
        AtomicReference<String> problem = new AtomicReference<>("none");
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<Lsn> end = new AtomicReference<>();
        ReplicationSession session = new ReplicationSession(settings, new ChangeListener() {
            private int next = 1;

            @Override
            public void onChange(Change change, Delivery delivery) {
                Object id = ((Change.Insert) change).row().get("id");
                if (!id.equals(next)) {
                    problem.set("row " + id + " in place of " + next);
                    done.countDown();
                }
                next++;
                delivery.succeeded();
                if (change.isLast() && next > rows) {
                    end.set(change.transaction().endLsn().orElseThrow());
                    done.countDown();
                }
            }

            @Override
            public void onFailure(ReplicationFailure failure) {
                problem.set(failure.getMessage());
                done.countDown();
            }
        });
        try (session) {
            session.start();
            done.await();
        }
        SessionStatus last = session.status();
        boolean confirmed = end.get() != null && !end.get().isAfter(last.confirmed());
        System.out.println("problem=" + problem.get() + " confirmed=" + confirmed + " heap=" + peakHeap());
    }

    /** The sum of what each pool held at most, in bytes: at least what the heap held at most. */
    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(java.lang.management.MemoryUsage::getUsed)
                .sum();
    }
}
