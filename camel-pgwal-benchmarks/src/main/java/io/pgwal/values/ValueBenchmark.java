package io.pgwal.values;

import io.pgwal.benchmarks.jmh.SampleColumn;
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

/** One value's bytes to one Java object, in both formats. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ValueBenchmark {

    @Param({
        "bool",
        "int2",
        "int4",
        "int8",
        "float8",
        "numeric",
        "text",
        "bytea",
        "uuid",
        "date",
        "timestamp",
        "timestamptz",
        "jsonb",
        "int4[]"
    })
    private String type;

    private ValueCodec codec;
    private SampleColumn sample;

    @Setup
    public void setUp() {
        sample = SampleColumn.of("value", type);
        codec = new TypeCatalog().codec(sample.oid());
    }

    @Benchmark
    public Object text() {
        return codec.fromText(sample.text(), 0, sample.text().length);
    }

    @Benchmark
    public Object binary() {
        return codec.fromBinary(sample.binary(), 0, sample.binary().length);
    }
}
