package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.protocol.Lsn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a session hands over, and acknowledges it at once or when told. */
final class Recorder implements ChangeListener {

    record Received(Change change, Delivery delivery) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<ReplicationFailure> failures = new CopyOnWriteArrayList<>();
    private final List<ReplicationFailure> ends = new CopyOnWriteArrayList<>();
    private final boolean acknowledges;
    private volatile int disconnects;

    private Recorder(boolean acknowledges) {
        this.acknowledges = acknowledges;
    }

    static Recorder acknowledging() {
        return new Recorder(true);
    }

    static Recorder holding() {
        return new Recorder(false);
    }

    @Override
    public void onChange(Change change, Delivery delivery) {
        received.add(new Received(change, delivery));
        if (acknowledges) {
            delivery.succeeded();
        }
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    public void onDisconnect() {
        disconnects++;
    }

    @Override
    public void onFailure(ReplicationFailure failure) {
        failures.add(failure);
    }

    @Override
    public void onEnd(ReplicationFailure failure) {
        ends.add(failure);
    }

    List<ReplicationFailure> failures() {
        return failures;
    }

    List<ReplicationFailure> ends() {
        return ends;
    }

    int disconnects() {
        return disconnects;
    }

    List<Change> changes() {
        return received.stream().map(Received::change).toList();
    }

    List<String> eventIds() {
        return changes().stream()
                .map(change -> change.eventId().orElseThrow().toString())
                .toList();
    }

    /** The value of a column in every row received. */
    List<Object> column(String name) {
        return changes().stream()
                .filter(Change.RowChange.class::isInstance)
                .map(change -> ((Change.RowChange) change).row().get(name))
                .toList();
    }

    Delivery delivery(int i) {
        return received.get(i).delivery();
    }

    /** Waits until exactly so many have come. */
    List<Change> awaitCount(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(changes()).hasSizeGreaterThanOrEqualTo(count));
        assertThat(changes()).hasSize(count);
        return changes();
    }

    static Lsn end(Change change) {
        return change.transaction().endLsn().orElseThrow();
    }
}
