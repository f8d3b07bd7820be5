package io.pgwal.replication;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A process that reads a slot and says on standard output what comes, until its standard input ends or it is killed. */
final class ReadingProcess {

    private ReadingProcess() {}

    /** @param args JDBC URL, slot, reconnect delay in milliseconds */
    public static void main(String[] args) throws IOException {
        Pace pace = new Pace(
                1000,
                64 << 20,
                Duration.ofSeconds(2),
                Duration.ofMillis(Long.parseLong(args[2])),
                Duration.ofSeconds(10),
                -1);
        ChangeListener printer = (change, delivery) -> {
            System.out.println("CHANGE " + ((Change.RowChange) change).row().get("id"));
            delivery.succeeded();
        };
        SessionSettings settings = SessionSettings.of(ConnectionSettings.ofUrl(args[0]), args[1], "pub")
                .with(pace);
        try (ReplicationSession session = new ReplicationSession(settings, printer).start()) {
            Awaitility.await().until(() -> session.status().state() != SessionStatus.State.CONNECTING);
            System.out.println("READY " + session.status().state());
            System.in.transferTo(System.out);
        }
    }
}
