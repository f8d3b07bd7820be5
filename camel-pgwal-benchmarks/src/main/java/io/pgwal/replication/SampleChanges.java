package io.pgwal.replication;

import io.pgwal.benchmarks.jmh.Messages;
import io.pgwal.benchmarks.jmh.SampleColumn;
import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgTime;
import io.pgwal.protocol.Tuple;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.TypeCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Stands for a session before a dispatcher: hands over inserts of the narrow row, and waits for what it is told of them. */
public final class SampleChanges {

    private final InFlight inFlight = new InFlight(Thread.currentThread());
    private final List<Change> changes = new ArrayList<>();

    public SampleChanges(int count) {
        List<SampleColumn> columns = SampleColumn.narrow();
        RowDecoder rows =
                new RowDecoder(Messages.decodedRelation(1, columns), new TypeCatalog(), Set.of(), undecodable -> {
                    throw undecodable;
                });
        byte[] insert = Messages.insert(1, columns, false);
        Tuple tuple = ((PgOutputMessage.Insert) new PgOutputDecoder().decode(insert, Messages.OFFSET)).newRow();
        for (int i = 0; i < count; i++) {
            Transaction transaction = new Transaction(i + 1, new Lsn(i), new PgTime(0), null);
            Change change = new Change.Insert(transaction, new Lsn(i), 0, rows.row(tuple));
            transaction.end(new Lsn(i + 1), change);
            changes.add(change);
        }
    }

    /** Hands all of them over; returns when all have succeeded. */
    public void through(ChangeListener listener) {
        Unit unit = new Unit(null);
        for (Change change : changes) {
            unit.hold();
            listener.onChange(change, inFlight.handOver(unit, change.bytes()));
        }
        listener.onChangesEnd();
        while (inFlight.count() > 0) {
            if (inFlight.failure() != null) {
                throw new IllegalStateException("a change failed", inFlight.failure());
            }
            LockSupport.parkNanos(1_000);
        }
    }
}
