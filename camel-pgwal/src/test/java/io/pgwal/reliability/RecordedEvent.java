package io.pgwal.reliability;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.protocol.Lsn;
import io.pgwal.replication.Change;
import io.pgwal.replication.EventId;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Message;

/**
 * A change as a route saw it, in text.
 *
 * @param table   empty for a message and for the outcome of a prepared transaction
 * @param key     values of the key columns with slashes between; the prefix of a message; {@code *} for a whole table
 * @param oldKey  the key before the change, empty when it is the same
 * @param gid     of a prepared transaction, else empty
 * @param content columns in order, as {@link #columns} takes them apart; the text of a message
 */
record RecordedEvent(String id, String kind, String table, String key, String oldKey, String gid, String content) {

    static final String WHOLE_TABLE = "*";
    static final String MESSAGE = "MESSAGE";
    /** Outside of any transaction: the journal does not know it. */
    static final String LOOSE_PREFIX = "loose";

    /** All that is in an exchange, whatever {@code exchangePer} says. */
    static List<RecordedEvent> of(Message message) {
        if (message.getBody() instanceof List<?> changes) {
            return changes.stream()
                    .map(Change.class::cast)
                    .map(RecordedEvent::of)
                    .toList();
        }
        String kind = header(message, PgWalConstants.KIND);
        Row key = message.getHeader(PgWalConstants.KEY, Row.class);
        Object body = message.getBody();
        String subject = key == null ? subject(kind, header(message, PgWalConstants.PREFIX)) : key(key);
        return List.of(new RecordedEvent(
                header(message, PgWalConstants.EVENT_ID),
                kind,
                header(message, PgWalConstants.TABLE),
                subject,
                oldKey(subject, message.getHeader(PgWalConstants.BEFORE, Row.class)),
                header(message, PgWalConstants.GID),
                body instanceof Row row ? content(row) : text(body)));
    }

    private static RecordedEvent of(Change change) {
        String kind = change.kind().name();
        String prefix = change instanceof Change.Message message ? message.prefix() : "";
        String subject = subject(kind, prefix);
        String oldKey = "";
        String content = change instanceof Change.Message message ? text(message.content()) : "";
        if (change instanceof Change.RowChange row) {
            subject = key(row.row().key());
            oldKey = oldKey(subject, row.before().orElse(null));
            content = content(row.row());
        }
        return new RecordedEvent(
                change.eventId().map(EventId::toString).orElseThrow(),
                kind,
                change.relation().map(Relation::name).orElse(""),
                subject,
                oldKey,
                change.transaction().gid().orElse(""),
                content);
    }

    private static String subject(String kind, String prefix) {
        return kind.equals(MESSAGE) ? prefix : WHOLE_TABLE;
    }

    private static String header(Message message, String name) {
        Object value = message.getHeader(name);
        return value == null ? "" : value.toString();
    }

    private static String text(Object body) {
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    }

    private static String key(Row key) {
        return key.values().stream().map(String::valueOf).collect(Collectors.joining("/"));
    }

    private static String oldKey(String key, Row before) {
        String old = before == null ? key : key(before.key());
        return old.equals(key) ? "" : old;
    }

    private static String content(Row row) {
        return row.entrySet().stream()
                .map(column -> column(column.getKey(), column.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Columns by the name of wide are digests, in the journal's table and here. */
    static String column(String name, Object value) {
        if (value == null) {
            return name;
        }
        String text = name.equals("wide") ? digest(value.toString()) : value.toString();
        return name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Column name → value as text, null for SQL NULL; a column that was not sent is absent. */
    Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String column : content.isEmpty() ? new String[0] : content.split("&")) {
            int equals = column.indexOf('=');
            columns.put(
                    equals < 0 ? column : column.substring(0, equals),
                    equals < 0 ? null : URLDecoder.decode(column.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return columns;
    }

    /** In order of delivery. */
    Lsn commitLsn() {
        return new Lsn(Long.parseUnsignedLong(id.substring(0, 16), 16));
    }

    private static String digest(String wide) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(wide.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
