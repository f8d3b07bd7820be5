package io.pgwal.examples.plainjava;

import io.pgwal.replication.Change;
import io.pgwal.replication.ChangeListener;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads a slot without Camel: prints what is committed, and tells PostgreSQL that it may forget it. */
public final class PlainJava {

    private PlainJava() {}

    public static void main(String[] args) throws Exception {
        try (FruitStall stall = FruitStall.open()) {
            SessionSettings settings = SessionSettings.of(stall.connection(), stall.slot(), stall.publication());
            CountDownLatch expected = new CountDownLatch(FruitStall.CHANGES);
            ChangeListener listener = (change, delivery) -> {
                System.out.println(change.lsn() + "  " + change.kind() + "  " + ((Change.RowChange) change).row());
                delivery.succeeded();
                expected.countDown();
            };
            try (ReplicationSession session = new ReplicationSession(settings, listener)) {
                session.start();
                stall.sell();
                if (!expected.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(expected.getCount() + " changes are missing");
                }
            }
        }
    }
}
