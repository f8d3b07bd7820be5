package io.pgwal.benchmarks.consumer;

import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Debezium's engine without Camel. Options are the connector's by their own names, and {@code read}. */
public final class DebeziumReader implements Reader {

    private final CountDownLatch ended = new CountDownLatch(1);
    private DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine;

    @Override
    public void prepare(Source source, Tally tally) {
        RowReading rows = new RowReading(source.option("read", "three"), source, tally);
        engine = DebeziumEngine.create(Connect.class)
                .using(properties(source))
                .using((success, message, error) -> {
                    if (!success) {
                        tally.failed(error == null ? new IllegalStateException(message) : error);
                    }
                    ended.countDown();
                })
                .notifying(event -> {
                    if (event.value().value() instanceof Struct envelope
                            && envelope.schema().field("after") != null) {
                        rows.read(envelope.getStruct("after"));
                        tally.count(1);
                    }
                })
                .build();
    }

    private static Properties properties(Source source) {
        Properties at = source.connection();
        Properties properties = new Properties();
        properties.setProperty("name", source.slot());
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("database.hostname", at.getProperty("PGHOST"));
        properties.setProperty("database.port", at.getProperty("PGPORT"));
        properties.setProperty("database.dbname", at.getProperty("PGDBNAME"));
        properties.setProperty("database.user", at.getProperty("user"));
        properties.setProperty("database.password", at.getProperty("password", "none"));
        properties.setProperty("database.sslmode", "disable");
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", source.slot());
        properties.setProperty("publication.name", source.publication());
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", "no_data"); // from the slot's own position
        properties.setProperty("topic.prefix", "benchmark");
        source.spec().options().forEach((name, value) -> {
            if (!name.equals("read")) {
                properties.setProperty(name, value);
            }
        });
        return properties;
    }

    @Override
    public void start(Source source, Tally tally) {
        new Thread(engine, "debezium").start();
    }

    @Override
    public void close() throws IOException {
        if (engine != null) {
            engine.close();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
