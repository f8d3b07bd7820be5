package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one exchange costs the bookkeeping: a unit begins and ends, another one is acknowledged, with so many in flight all
 * the time. It must cost the same however many there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AckTrackerBenchmark {

    @Param({"1", "100", "10000", "100000"})
    private int inFlight;

    private final AckTracker tracker = new AckTracker(Lsn.ZERO);
    private final SplittableRandom random = new SplittableRandom(1);
    private Unit[] units;
    private long lsn = 1;
    private int oldest;

    @Setup
    public void setUp() {
        units = new Unit[inFlight];
        for (int i = 0; i < inFlight; i++) {
            units[i] = ended();
        }
    }

    /** Exchanges complete in commit order. */
    @Benchmark
    public Lsn inOrder() {
        oldest = oldest + 1 < inFlight ? oldest + 1 : 0;
        return acknowledge(oldest);
    }

    /** They complete in any order, as with several lanes. */
    @Benchmark
    public Lsn inAnyOrder() {
        return acknowledge(random.nextInt(inFlight));
    }

    private Lsn acknowledge(int i) {
        tracker.acknowledge(units[i]);
        units[i] = ended();
        return tracker.confirmable();
    }

    private Unit ended() {
        Unit unit = tracker.open(new Unit(null));
        tracker.close(unit, new Lsn(lsn++));
        return unit;
    }
}
