package io.pgwal.camel.transform;

import io.pgwal.replication.Change;
import io.pgwal.values.Row;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** Lists, of which only those of changes are ours; and Jackson's trees. */
    @Converter(fallback = true)
    public static Object other(Class<?> type, Exchange exchange, Object value, TypeConverterRegistry registry) {
        boolean changes = value instanceof List<?> list && Event.areChanges(list);
        if (changes && type == String.class) {
            return text(value);
        } else if (changes && type == byte[].class) {
            return json(value).getBytes(StandardCharsets.UTF_8);
        } else if (changes && type == InputStream.class) {
            return new ByteArrayInputStream(json(value).getBytes(StandardCharsets.UTF_8));
        } else if ((changes || value instanceof Row || value instanceof Change)
                && type.getName().equals(TREE)) {
            return Json.tree(ChangeDocument.of(value));
        }
        return null;
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
