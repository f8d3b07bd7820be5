package io.pgwal.camel.transform;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** The real Debezium engine on a slot of its own, with its defaults, and JSON without schemas. */
final class DebeziumRun implements AutoCloseable {

    static final String NAME = "twin";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<TwinEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final DebeziumEngine<ChangeEvent<String, String>> engine;

    private DebeziumRun(Properties settings) {
        this.engine = DebeziumEngine.create(Json.class)
                .using(settings)
                .using((success, message, error) -> {
                    if (!success) {
                        failure.set(error == null ? new IllegalStateException(message) : error);
                    }
                })
                .notifying(event -> events.add(new TwinEvent(event.key(), event.value())))
                .build();
    }

    /** Returns when its slot is there and it streams. */
    static DebeziumRun start(TestDatabase database, String publication) throws SQLException {
        String slot = database.slot() + "_debezium";
        DebeziumRun run = new DebeziumRun(settings(database, publication, slot));
        run.thread.execute(run.engine);
        Awaitility.await().atMost(PATIENCE).until(() -> run.failure.get() != null || isActive(database, slot));
        return run;
    }

    private static boolean isActive(TestDatabase database, String slot) throws SQLException {
        return database.queryOne(
                        "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '" + slot + "'",
                        Long.class)
                == 1;
    }

    private static Properties settings(TestDatabase database, String publication, String slot) {
        PgServer server = database.server();
        Properties settings = new Properties();
        settings.setProperty("name", NAME);
        settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        settings.setProperty("topic.prefix", NAME);
        settings.setProperty("database.hostname", server.host());
        settings.setProperty("database.port", Integer.toString(server.port()));
        settings.setProperty("database.user", server.user());
        settings.setProperty("database.password", server.password());
        settings.setProperty("database.dbname", database.name());
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("publication.name", publication);
        settings.setProperty("publication.autocreate.mode", "disabled");
        settings.setProperty("slot.name", slot);
        settings.setProperty("snapshot.mode", "no_data");
        settings.setProperty("skipped.operations", "none"); // which leaves out truncate otherwise
        settings.setProperty("converter.schemas.enable", "false");
        return settings;
    }

    /** Everything up to the marker's event. */
    List<TwinEvent> awaitMarker() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> failure.get() != null || events.stream().anyMatch(TwinEvent::isMarker));
        if (failure.get() != null) {
            throw new IllegalStateException("Debezium stopped after " + events.size() + " events", failure.get());
        }
        return List.copyOf(events);
    }

    @Override
    public void close() throws IOException {
        engine.close();
        thread.shutdown();
    }
}
