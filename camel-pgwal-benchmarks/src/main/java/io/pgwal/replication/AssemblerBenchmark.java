package io.pgwal.replication;

import io.pgwal.benchmarks.jmh.Messages;
import io.pgwal.benchmarks.jmh.SampleColumn;
import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import io.pgwal.protocol.WalFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frames to changes, for one change of a transaction of 1,000: decoding, finding the relation, holding back. It must cost
 * the same however many relations there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AssemblerBenchmark {

    private static final int CHANGES = 1000;

    /** The transaction's changes go round them. */
    @Param({"1", "10", "1000"})
    private int relations;

    private final Counting output = new Counting();
    private final List<WalFrame.XLogData> transaction = new ArrayList<>();
    private TransactionAssembler assembler;

    @Setup
    public void setUp() {
        List<SampleColumn> columns = SampleColumn.narrow();
        SpillDirectory nowhere = new SpillDirectory(Path.of("target", "spill"), "0", "benchmark");
        // builtin types and a key of the table's own: the catalog is asked for nothing, and not connected to
        CatalogReader catalog = new CatalogReader(SessionSettings.of(
                ConnectionSettings.ofUrl("jdbc:postgresql://localhost/nobody"), "benchmark", "benchmark"));
        assembler = new TransactionAssembler(
                new RelationCatalog(catalog, undecodable -> {
                    throw undecodable;
                }),
                StreamOptions.defaults(),
                new StreamedTransactions(nowhere, 1),
                output);
        assembler.accept(frame(Messages.begin(1, 1)));
        for (int oid = 1; oid <= relations; oid++) {
            assembler.accept(frame(Messages.relation(oid, 'd', columns)));
        }
        assembler.accept(frame(Messages.commit(1)));
        transaction.add(frame(Messages.begin(2, 2)));
        for (int i = 0; i < CHANGES; i++) {
            transaction.add(frame(Messages.insert(1 + i % relations, columns, false)));
        }
        transaction.add(frame(Messages.commit(2)));
    }

    private static WalFrame.XLogData frame(byte[] bytes) {
        return new WalFrame.XLogData(new Lsn(1), new Lsn(1), new PgTime(0), bytes, Messages.OFFSET);
    }

    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public long changes() {
        for (WalFrame.XLogData frame : transaction) {
            assembler.accept(frame);
        }
        return output.changes;
    }

    @TearDown
    public void close() {
        assembler.close();
    }

    private static final class Counting implements TransactionAssembler.Output {
        private long changes;

        @Override
        public void begin(Transaction transaction) {
            // counted at its changes
        }

        @Override
        public void change(Change change) {
            changes++;
        }

        @Override
        public void end(Transaction transaction, Lsn end) {
            // counted at its changes
        }
    }
}
