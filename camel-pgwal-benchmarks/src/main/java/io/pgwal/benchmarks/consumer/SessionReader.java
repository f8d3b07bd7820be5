package io.pgwal.benchmarks.consumer;

import io.pgwal.replication.Change;
import io.pgwal.replication.ChangeListener;
import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.Delivery;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.ReplicationSession;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.StreamOptions;
import io.pgwal.replication.Streaming;
import java.util.Locale;

/** The session without Camel: read, looked at and acknowledged on its own thread. Options: read, streaming, binary. */
public final class SessionReader implements Reader {

    private ReplicationSession session;

    @Override
    public void start(Source source, Tally tally) {
        RowReading rows = new RowReading(source.option("read", "three"), source, tally);
        StreamOptions usual = StreamOptions.defaults();
        StreamOptions options = new StreamOptions(
                Streaming.valueOf(source.option("streaming", "off").toUpperCase(Locale.ROOT)),
                false,
                Boolean.parseBoolean(source.option("binary", "false")),
                false,
                usual.messagePrefixes(),
                false,
                usual.kinds(),
                false);
        SessionSettings settings = SessionSettings.of(
                        ConnectionSettings.ofUrl(source.url()), source.slot(), source.publication())
                .with(options);
        session = new ReplicationSession(settings, new ChangeListener() {
            @Override
            public void onChange(Change change, Delivery delivery) {
                rows.read(((Change.RowChange) change).row());
                delivery.succeeded();
                tally.count(1);
            }

            @Override
            public void onEnd(ReplicationFailure failure) {
                tally.failed(failure);
            }
        });
        session.start();
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
