package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** The real Debezium engine on a slot of its own, with its defaults and JSON without schemas. */
final class DebeziumRun implements AutoCloseable {

    /** @param key null when the table has none; value null for a tombstone */
    record Event(String topic, String key, String value) {
        JsonNode json() {
            return parse(value);
        }
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();
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
                .notifying(event -> events.add(new Event(event.destination(), event.key(), event.value())))
                .build();
    }

    /** Returns when it streams from the publication. */
    static DebeziumRun start(TestDatabase database, String publication) throws Exception {
        PgServer server = database.server();
        Properties settings = new Properties();
        settings.setProperty("name", "twin");
        settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        settings.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        settings.setProperty("topic.prefix", "twin");
        settings.setProperty("database.hostname", server.host());
        settings.setProperty("database.port", Integer.toString(server.port()));
        settings.setProperty("database.user", server.user());
        settings.setProperty("database.password", server.password());
        settings.setProperty("database.dbname", database.name());
        settings.setProperty("plugin.name", "pgoutput");
        settings.setProperty("publication.name", publication);
        settings.setProperty("publication.autocreate.mode", "disabled");
        settings.setProperty("slot.name", database.slot() + "_debezium");
        settings.setProperty("snapshot.mode", "no_data");
        settings.setProperty("skipped.operations", "none");
        settings.setProperty("converter.schemas.enable", "false");
        DebeziumRun run = new DebeziumRun(settings);
        run.thread.execute(run.engine);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> run.failure.get() != null
                        || database.queryOne(
                                        "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                                                + database.slot() + "_debezium'",
                                        Long.class)
                                == 1);
        return run;
    }

    List<Event> await(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> events.size() >= count || failure.get() != null);
        if (failure.get() != null) {
            throw new IllegalStateException("Debezium stopped after " + events.size() + " events", failure.get());
        }
        return new ArrayList<>(events);
    }

    List<Event> sofar() {
        return events;
    }

    static JsonNode parse(String json) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
        thread.shutdown();
    }
}
