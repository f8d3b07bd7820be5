package io.pgwal.camel.transform;

import io.pgwal.camel.ChangeHeaders;
import io.pgwal.camel.PgWalConstants;
import io.pgwal.camel.Source;
import io.pgwal.replication.Change;
import io.pgwal.replication.Kind;
import io.pgwal.values.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Message;

/** A change as an envelope needs it: what its headers say, by their names, and its body. */
final class Event {

    private static final Set<Kind> ROWS = EnumSet.of(Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.READ);

    private final Function<String, Object> headers;
    private final Object body;
    private final Kind kind;

    private Event(Function<String, Object> headers, Object body) {
        this.headers = headers;
        this.body = body;
        this.kind = Kind.valueOf((String) headers.apply(PgWalConstants.KIND));
    }

    /** Nobody asks it where the change comes from. */
    static Event of(Change change) {
        return of(change, name -> null);
    }

    private static Event of(Change change, Function<String, Object> others) {
        Source source =
                new Source((String) others.apply(PgWalConstants.DATABASE), (String) others.apply(PgWalConstants.SLOT));
        return new Event(
                name -> {
                    Object own = ChangeHeaders.value(name, change, source);
                    return own != null || isOfChange(name) ? own : others.apply(name);
                },
                ChangeHeaders.body(change));
    }

    /** The headers of a message with several changes are those of the last. */
    private static boolean isOfChange(String name) {
        return ChangeHeaders.NAMES.contains(name);
    }

    /** @throws IllegalArgumentException when the message did not come from pgwal */
    static Event of(Message message) {
        if (message.getBody() instanceof Change change) {
            return of(change, message::getHeader);
        }
        if (message.getHeader(PgWalConstants.KIND) == null) {
            throw new IllegalArgumentException("The message has no header " + PgWalConstants.KIND
                    + ": it did not come from pgwal, or the route removed it");
        }
        return new Event(message::getHeader, message.getBody());
    }

    /** Whether the body is several changes: exchangePer is transaction or batch. */
    static boolean areIn(Message message) {
        return message.getBody() instanceof List<?> list && areChanges(list);
    }

    static boolean areChanges(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(Change.class::isInstance);
    }

    /** One for each change in the message. */
    static List<Event> in(Message message) {
        if (!areIn(message)) {
            return List.of(of(message));
        }
        List<Event> events = new ArrayList<>();
        for (Object change : message.getBody(List.class)) {
            events.add(of((Change) change, message::getHeader));
        }
        return events;
    }

    Kind kind() {
        return kind;
    }

    Object body() {
        return body;
    }

    /** Null when there is none. */
    Object header(String name) {
        return headers.apply(name);
    }

    /** Null when there is none. */
    String text(String name) {
        Object value = headers.apply(name);
        return value == null ? null : value.toString();
    }

    /** Gives a message the headers of this change: those of a list are its last one's. */
    void describe(Message message) {
        for (String name : ChangeHeaders.NAMES) {
            Object value = header(name);
            if (value == null) {
                message.removeHeader(name);
            } else {
                message.setHeader(name, value);
            }
        }
    }

    /** Null outside of a transaction. */
    Instant commitTime() {
        return (Instant) headers.apply(PgWalConstants.COMMIT_TIME);
    }

    /** The row before, as far as PostgreSQL sent it; null when it sent nothing. */
    Row before() {
        return kind == Kind.DELETE ? row() : (Row) headers.apply(PgWalConstants.BEFORE);
    }

    /** @throws IllegalArgumentException when the kind has no row, or the route has put something else into the body */
    Row row() {
        if (body instanceof Row row) {
            return row;
        }
        if (!ROWS.contains(kind)) {
            throw new IllegalArgumentException(
                    this + " has no row. Leave its kind out of the option kinds, or filter it out before");
        }
        throw new IllegalArgumentException("The body of " + this + " is "
                + (body == null ? "empty" : "a " + body.getClass().getName()) + ", not the row that pgwal delivered."
                + " Transform it before the route changes the body");
    }

    /** For messages to people; never what is in it. */
    @Override
    public String toString() {
        String relation = text(PgWalConstants.RELATION);
        return kind + (relation == null ? "" : " of " + relation) + " at " + text(PgWalConstants.LSN);
    }
}
