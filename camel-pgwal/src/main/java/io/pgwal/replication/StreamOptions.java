package io.pgwal.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is read from the slot.
 *
 * @param streaming       whether large transactions come before they commit
 * @param twoPhase        prepared transactions come when they are prepared (PostgreSQL 15). The slot remembers it for good
 * @param binary          values in the binary format
 * @param messages        logical messages too
 * @param messagePrefixes of these prefixes only; empty for all but {@link #HEARTBEAT} and what traceContext reads
 * @param onlyLocal       leave out what came from elsewhere by replication, origin=none (PostgreSQL 16)
 * @param kinds           what is handed over; the rest is acknowledged without being seen
 * @param traceContext    read the trace context that transactions carry ({@link TraceContext}), for which the server has to
 *                        send logical messages; they are not handed over, unless their prefix is asked for by name
 */
public record StreamOptions(
        Streaming streaming,
        boolean twoPhase,
        boolean binary,
        boolean messages,
        Set<String> messagePrefixes,
        boolean onlyLocal,
        Set<Kind> kinds,
        boolean traceContext) {

    /** Prefix of heartbeat messages, which are handed over only to who asks for it by name. */
    public static final String HEARTBEAT = "pgwal-heartbeat";

    public StreamOptions {
        messagePrefixes = Set.copyOf(messagePrefixes);
        kinds = Set.copyOf(kinds);
    }

    /**
     * Whether the session asks for streaming. It does not when it reads logical messages: in a streamed block a message
     * carries its top-level transaction's id, so one that was rolled back to a savepoint looks like one that was kept.
     */
    public boolean streams() {
        return streaming != Streaming.OFF && !readsMessages();
    }

    /** Whether the server is asked for logical messages. */
    public boolean readsMessages() {
        return messages || traceContext;
    }

    public static StreamOptions defaults() {
        return new StreamOptions(Streaming.OFF, false, false, false, Set.of(), false, Kind.usual(), false);
    }

    public StreamOptions with(Streaming other) {
        return new StreamOptions(other, twoPhase, binary, messages, messagePrefixes, onlyLocal, kinds, traceContext);
    }

    public StreamOptions withTraceContext() {
        return new StreamOptions(streaming, twoPhase, binary, messages, messagePrefixes, onlyLocal, kinds, true);
    }

    boolean wants(String prefix) {
        return messages && (messagePrefixes.isEmpty() ? !isForUs(prefix) : messagePrefixes.contains(prefix));
    }

    private boolean isForUs(String prefix) {
        return prefix.equals(HEARTBEAT) || traceContext && TraceMessages.isOne(prefix);
    }

    /**
     * The options of START_REPLICATION for a server: the newest protocol version that it speaks (14: 2, 15: 3, 16 and
     * later: 4), and only options that it knows.
     *
     * @param major the server's major version
     * @throws ReplicationFailure OPTION_TOO_NEW naming the version that an option needs
     */
    public String negotiate(int major, List<String> publications) {
        require(streaming != Streaming.PARALLEL || major >= 16, "streaming=parallel", 16, major);
        require(!twoPhase || major >= 15, "twoPhase=true", 15, major);
        require(!onlyLocal || major >= 16, "origin=none", 16, major);
        List<String> options = new ArrayList<>();
        options.add("proto_version '" + Math.min(4, major - 12) + "'");
        options.add("publication_names " + SqlText.literal(SqlText.identifiers(publications)));
        if (streams()) {
            // 14 and 15 know a boolean here, which 16 and later take for the same
            options.add("streaming '" + (streaming == Streaming.PARALLEL ? "parallel" : "true") + "'");
        }
        if (binary) {
            options.add("binary 'true'");
        }
        if (readsMessages()) {
            options.add("messages 'true'");
        }
        if (twoPhase) {
            options.add("two_phase 'true'");
        }
        if (onlyLocal) {
            options.add("origin 'none'");
        }
        return options.stream().collect(Collectors.joining(", ", "(", ")"));
    }

    private static void require(boolean possible, String option, int needed, int major) {
        if (!possible) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.OPTION_TOO_NEW,
                    option + " needs PostgreSQL " + needed + ", the server is PostgreSQL " + major,
                    "Leave " + option + " out, or upgrade the server",
                    null);
        }
    }
}
