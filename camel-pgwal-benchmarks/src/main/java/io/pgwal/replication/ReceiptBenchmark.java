package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A transaction of one change out and back: unit, receipt, acknowledgement. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReceiptBenchmark {

    private final AckTracker tracker = new AckTracker(Lsn.ZERO);
    private final InFlight inFlight = new InFlight(Thread.currentThread());
    private long lsn = 1;

    @Benchmark
    public Lsn outAndBack() {
        Unit unit = tracker.open(new Unit(null));
        unit.hold();
        Delivery delivery = inFlight.handOver(unit, 100);
        tracker.close(unit, new Lsn(lsn++));
        inFlight.release(unit);
        delivery.succeeded();
        tracker.acknowledge(inFlight.takeFinished());
        return tracker.confirmable();
    }
}
