package io.pgwal.camel.transform;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.pgwal.replication.Change;
import io.pgwal.values.Geometry;
import io.pgwal.values.Interval;
import io.pgwal.values.PgArray;
import io.pgwal.values.Range;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.List;

/**
 * Teaches an {@code ObjectMapper} rows, changes and their values: the JSON is that of {@code pgwal:application-json}.
 * {@code ObjectMapper.findAndRegisterModules} finds it. Nothing is read back: JSON of a row is read as a Map.
 */
public final class PgWalJacksonModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    public PgWalJacksonModule() {
        super("camel-pgwal");
        for (Class<?> type : List.of(
                Row.class, Change.class, PgArray.class, Range.class, Interval.class, Geometry.class, Relation.class)) {
            addSerializer(new Document<>(type));
        }
    }

    /**
     * The classes of java.time that values and headers have, for a mapper that no other module teaches them. It is to be
     * registered before other modules, which then decide.
     */
    static Module times() {
        SimpleModule times = new SimpleModule("camel-pgwal-times");
        for (Class<?> type : List.of(
                Instant.class,
                LocalDate.class,
                LocalTime.class,
                LocalDateTime.class,
                OffsetTime.class,
                OffsetDateTime.class)) {
            times.addSerializer(new Document<>(type));
        }
        return times;
    }

    private static final class Document<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;

        Document(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            Json.Document document = ChangeDocument.of(value);
            if (out instanceof TokenBuffer || out.canWriteBinaryNatively()) {
                // a json column is written as it is, which a tree or a binary format cannot take
                try (JsonParser tokens = Json.parser(document)) {
                    while (tokens.nextToken() != null) {
                        out.copyCurrentEventExact(tokens);
                    }
                }
            } else {
                document.write(out);
            }
        }
    }
}
