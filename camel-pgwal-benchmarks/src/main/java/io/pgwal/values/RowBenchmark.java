package io.pgwal.values;

import io.pgwal.benchmarks.jmh.Messages;
import io.pgwal.benchmarks.jmh.SampleColumn;
import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.openjdk.jmh.infra.Blackhole;

/** A new row each time, as each change brings one, and what a route reads of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {

    /** W1's row, W3's, and one of 1,000 columns: three columns of it must not cost more than three of five. */
    @Param({"narrow", "wide", "1000-columns"})
    private String row;

    @Param({"text", "binary"})
    private String format;

    private RowDecoder decoder;
    private Tuple tuple;
    private String[] three;

    @Setup
    public void setUp() {
        List<SampleColumn> columns =
                switch (row) {
                    case "narrow" -> SampleColumn.narrow();
                    case "wide" -> SampleColumn.wide();
                    default -> SampleColumn.many(1000);
                };
        decoder = new RowDecoder(Messages.decodedRelation(1, columns), new TypeCatalog(), Set.of(), undecodable -> {
            throw undecodable;
        });
        byte[] insert = Messages.insert(1, columns, format.equals("binary"));
        tuple = ((PgOutputMessage.Insert) new PgOutputDecoder().decode(insert, Messages.OFFSET)).newRow();
        three = new String[] {
            columns.get(0).name(),
            columns.get(1).name(),
            columns.get(columns.size() == 5 ? 2 : 4).name()
        };
    }

    @Benchmark
    public Object untouched() {
        return decoder.row(tuple);
    }

    @Benchmark
    public void threeColumnsByName(Blackhole hole) {
        Row read = decoder.row(tuple);
        for (String name : three) {
            hole.consume(read.get(name));
        }
    }

    @Benchmark
    public void allColumns(Blackhole hole) {
        for (Map.Entry<String, Object> column : decoder.row(tuple).entrySet()) {
            hole.consume(column.getValue());
        }
    }
}
