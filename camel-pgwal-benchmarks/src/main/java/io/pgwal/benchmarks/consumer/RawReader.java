package io.pgwal.benchmarks.consumer;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/**
 * The driver's replication stream, read with its blocking call on a thread of its own: of a message only the first byte is
 * looked at, to count it or to acknowledge. Options: streaming, binary, {@code pause=5ms} (after each read that had to
 * wait, so long before the next: what a server can give to a reader that does not ask too often).
 */
public final class RawReader implements Reader {

    /** A read that takes longer had to wait for the server. */
    private static final long WAITED_NANOS = 25_000;

    private Connection connection;
    private long pause;
    private volatile boolean closing;

    @Override
    public void start(Source source, Tally tally) throws SQLException {
        Properties properties = new Properties();
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        connection = DriverManager.getConnection(source.url(), properties);
        boolean streaming = source.option("streaming", "off").equals("on");
        ChainedLogicalStreamBuilder builder = connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(source.slot())
                .withSlotOption("proto_version", streaming ? 2 : 1)
                .withSlotOption("publication_names", source.publication());
        if (streaming) {
            builder.withSlotOption("streaming", true);
        }
        if (Boolean.parseBoolean(source.option("binary", "false"))) {
            builder.withSlotOption("binary", true);
        }
        pause = Millis.nanos("pause", source.option("pause", "0ms"));
        PGReplicationStream stream = builder.start();
        Thread thread = new Thread(() -> read(stream, tally), "raw");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(PGReplicationStream stream, Tally tally) {
        try {
            while (true) {
                ByteBuffer message = next(stream);
                switch (message.get(message.position())) {
                    case 'I', 'U', 'D' -> {
                        if (tally.isTimed()) {
                            tally.came(Digits.last(message.array(), 0, message.arrayOffset() + message.limit()));
                        }
                        tally.count(1);
                    }
                    case 'C', 'c' -> {
                        stream.setAppliedLSN(stream.getLastReceiveLSN());
                        stream.setFlushedLSN(stream.getLastReceiveLSN());
                        if (tally.isComplete()) {
                            stream.forceUpdateStatus(); // nobody else does it when this connection is cut
                        }
                    }
                    default -> {}
                }
            }
        } catch (SQLException e) {
            if (!closing) {
                tally.failed(e);
            }
        }
    }

    private ByteBuffer next(PGReplicationStream stream) throws SQLException {
        if (pause == 0) {
            return stream.read();
        }
        long before = System.nanoTime();
        ByteBuffer message = stream.read();
        if (System.nanoTime() - before > WAITED_NANOS) {
            LockSupport.parkNanos(pause);
        }
        return message;
    }

    @Override
    public void close() throws SQLException {
        closing = true;
        if (connection != null) {
            connection.abort(Runnable::run); // a close waits for the read
        }
    }
}
