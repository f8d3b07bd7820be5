package io.pgwal.camel.transform;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.replication.Change;
import io.pgwal.values.Row;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;

/**
 * Rows and changes as JSON, for whoever asks for text or bytes. Without Jackson, text is what Camel makes of any map or
 * object, so that a log line with {@code ${body}} does not fail a change; bytes and streams are refused.
 */
@Converter(generateLoader = true)
public final class PgWalConverters {

    /** By its name: it is not there when Jackson is not. */
    private static final String TREE = "com.fasterxml.jackson.databind.JsonNode";

    private PgWalConverters() {}

    @Converter
    public static String toText(Row row) {
        return text(row);
    }

    @Converter
    public static byte[] toBytes(Row row) {
        return json(row).getBytes(StandardCharsets.UTF_8);
    }

    @Converter
    public static InputStream toStream(Row row) {
        return new ByteArrayInputStream(toBytes(row));
    }

    @Converter
    public static String toText(Change change) {
        return text(change);
    }

    @Converter
    public static byte[] toBytes(Change change) {
        return json(change).getBytes(StandardCharsets.UTF_8);
    }

    @Converter
    public static InputStream toStream(Change change) {
        return new ByteArrayInputStream(toBytes(change));
    }

    /**
     * The row of a change with what the headers say of it, so that {@code ${body[id]}} and a batch of {@code sql:} work on
     * a list of changes as on rows.
     */
    @Converter
    public static Map<String, Object> toMap(Change change) {
        return ChangeMaps.typed(Event.of(change));
    }

    /** Lists and Maps, of which only those of changes and rows are ours; and Jackson's trees. */
    @Converter(fallback = true)
    public static Object other(Class<?> type, Exchange exchange, Object value, TypeConverterRegistry registry) {
        boolean tree = type.getName().equals(TREE);
        if (type != String.class && type != byte[].class && type != InputStream.class && !tree) {
            return null;
        }
        if (tree && (value instanceof Row || value instanceof Change)) {
            return Json.tree(ChangeDocument.of(value));
        }
        if (!isListOfChanges(value) && !isCopy(value, exchange)) {
            return null;
        }
        if (type == String.class) {
            return text(value);
        } else if (tree) {
            return Json.tree(ChangeDocument.of(value));
        }
        byte[] bytes = json(value).getBytes(StandardCharsets.UTF_8);
        return type == byte[].class ? bytes : new ByteArrayInputStream(bytes);
    }

    private static boolean isListOfChanges(Object value) {
        return value instanceof List<?> list && Event.areChanges(list);
    }

    /** A Map of a route of ours, such as a copied row, or a List of them; all of whose values have a form in JSON. */
    private static boolean isCopy(Object value, Exchange exchange) {
        boolean collection = value instanceof Map || value instanceof List<?> list && !list.isEmpty();
        return collection
                && exchange != null
                && exchange.getMessage().getHeader(PgWalConstants.KIND) != null
                && CopiedRow.is(value);
    }

    /** Null without Jackson: Camel goes on with its own. */
    private static String text(Object value) {
        return Jackson.isPresentForText() ? json(value) : null;
    }

    private static String json(Object value) {
        Jackson.require("A row or change as JSON");
        return Json.text(ChangeDocument.of(value));
    }
}
