package io.pgwal.examples.plainjava;

import io.pgwal.replication.ChangeListener;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import java.util.concurrent.CountDownLatch;

/** Reads a slot without Camel: prints what is committed, and tells PostgreSQL that it may forget it. */
public final class PlainJava {

    private PlainJava() {}

    public static void main(String[] args) throws Exception {
        try (FruitStall stall = FruitStall.open()) {
            SessionSettings settings = SessionSettings.of(stall.connection(), stall.slot(), stall.publication());
            CountDownLatch expected = new CountDownLatch(FruitStall.CHANGES);
            ChangeListener listener = (change, delivery) -> {
                System.out.println(change.lsn() + "  " + change);
                delivery.succeeded();
                expected.countDown();
            };
            try (ReplicationSession session = new ReplicationSession(settings, listener)) {
                session.start();
                stall.sell();
                expected.await();
            }
        }
    }
}
