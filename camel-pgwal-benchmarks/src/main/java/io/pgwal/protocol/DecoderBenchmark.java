package io.pgwal.protocol;

import io.pgwal.benchmarks.jmh.Messages;
import io.pgwal.benchmarks.jmh.SampleColumn;
import java.util.List;
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

/** One message's bytes to one message; no value is decoded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {

    /** W1's insert, W3's update with its old row, and an insert of 1,000 columns. */
    @Param({"narrow-insert", "wide-update", "1000-columns-insert", "begin"})
    private String message;

    private final PgOutputDecoder decoder = new PgOutputDecoder();
    private byte[] bytes;

    @Setup
    public void setUp() {
        List<SampleColumn> wide = SampleColumn.wide();
        bytes = switch (message) {
            case "narrow-insert" -> Messages.insert(1, SampleColumn.narrow(), false);
            case "wide-update" -> Messages.update(1, wide, false);
            case "1000-columns-insert" -> Messages.insert(1, SampleColumn.many(1000), false);
            default -> Messages.begin(1, 1);
        };
    }

    @Benchmark
    public PgOutputMessage decode() {
        return decoder.decode(bytes, Messages.OFFSET);
    }

    /** The envelope around it. */
    @Benchmark
    public WalFrame envelope() {
        return WalFrame.decode(bytes);
    }
}
