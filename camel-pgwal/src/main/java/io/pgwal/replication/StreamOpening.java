package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From nothing to an open stream. All that can be wrong is looked for before anything is created, and nothing is ever
 * dropped. Remembers what the last connection found, so that another server, or another slot, is not taken for the one
 * that was read before.
 */
final class StreamOpening {

    private static final Logger LOG = LoggerFactory.getLogger(StreamOpening.class);

    /**
     * @param confirmed where the slot stands
     * @param created   whether the slot was missing and has been created by this or an earlier attempt: it has no changes
     *                  from before {@code confirmed}
     */
    record Opened(WalStream stream, Server server, Lsn confirmed, boolean created) {}

    private final SessionSettings settings;
    private Server last;
    private int lastPid;
    private boolean slotSeen;
    private boolean readByOthers;
    /** By an attempt since the last connection. */
    private boolean created;

    private Optional<PublishedTables.Drift> drift = Optional.empty();
    /** The connection of the attempt; null before it and after it. */
    private volatile Connection attempted;
    /** What is being done, for the case that it is refused. */
    private Phase phase = Phase.CONNECT_FOR_REPLICATION;

    StreamOpening(SessionSettings settings) {
        this.settings = settings;
    }

    /** @param position where this session is; from the first success on it matters */
    Opened open(Continuity.Position position) {
        String doing = "Connecting to " + settings.connection();
        Connection connection = null;
        try {
            phase = Phase.CONNECT_FOR_REPLICATION;
            connection = settings.connection().connectForReplication();
            attempted = connection;
            phase = Phase.QUERY;
            Server server = Server.greet(connection);
            doing = "Opening the slot " + settings.slot().name() + " at "
                    + settings.connection().location();
            Opened opened = open(connection, server, position);
            last = server;
            lastPid = connection.unwrap(PGConnection.class).getBackendPID();
            slotSeen = true;
            readByOthers = false;
            created = false;
            connection = null; // belongs to the stream from here on
            return opened;
        } catch (SQLException e) {
            throw ReplicationFailure.of(e, phase, doing, settings);
        } finally {
            attempted = null;
            if (connection != null) {
                Connections.abort(connection);
            }
        }
    }

    /** Any thread: ends the attempt to open that is being made, also one that waits in the server for other transactions. */
    void abort() {
        Connection attempt = attempted;
        if (attempt == null) {
            return;
        }
        try {
            attempt.unwrap(PGConnection.class).cancelQuery(); // a server that waits does not notice a closed socket
        } catch (SQLException e) {
            LOG.debug(
                    "Cancelling the opening of slot {} failed", settings.slot().name(), e);
        }
        Connections.abort(attempt);
    }

    private Opened open(Connection connection, Server server, Continuity.Position position) throws SQLException {
        server.check(settings.connection().location());
        Optional<Continuity> before = Optional.ofNullable(last)
                .map(known -> new Continuity(settings.connection().location(), known, position));
        if (before.isPresent()) {
            before.get().checkCluster(server);
            before.get().checkHistory(server, history(connection, server));
        }
        String options = settings.stream()
                .negotiate(server.major(), settings.publications().names());
        logStreamingOff();
        Optional<Slot> slot = find(connection);
        if (slot.isPresent()) {
            refuseUnfit(slot.get(), before);
        } else {
            refuseMissingSlot();
        }
        List<String> missing =
                Publications.missing(connection, settings.publications().names());
        if (!missing.isEmpty() && !settings.publications().create()) {
            Publications.refuse(missing, settings);
        }
        slot = createMissing(connection, server, missing, slot);
        phase = Phase.START;
        Lsn start = before.map(known -> known.start(server)).orElse(Lsn.ZERO);
        String command = "START_REPLICATION SLOT "
                + SqlText.identifier(settings.slot().name()) + " LOGICAL " + start + " " + options;
        Lsn standsAt = slot.map(Slot::confirmedFlush).orElse(Lsn.ZERO);
        return new Opened(start(connection, command), server, Lsn.max(start, standsAt), created);
    }

    /** All is well; only now is anything made, the publication first: a slot cannot decode what was published later. */
    private Optional<Slot> createMissing(
            Connection connection, Server server, List<String> publications, Optional<Slot> slot) throws SQLException {
        phase = Phase.CREATE_PUBLICATION;
        Publications.create(connection, publications, settings, server);
        keepInStep(connection, server);
        phase = Phase.QUERY;
        if (slot.isEmpty()) {
            phase = Phase.CREATE_SLOT;
            new SlotCreation(settings, server).run(connection);
            created = true;
            phase = Phase.QUERY;
            Optional<Slot> made = find(connection);
            LOG.warn(
                    "Slot {} did not exist at {} and was created at {}. Changes that committed earlier are not delivered",
                    settings.slot().name(),
                    settings.connection().location(),
                    made.map(Slot::confirmedFlush).orElse(Lsn.ZERO));
            return made;
        }
        return slot;
    }

    private void keepInStep(Connection connection, Server server) throws SQLException {
        Optional<PublishedTables.Drift> found = PublishedTables.drift(connection, settings, server);
        if (settings.publications().alter() && !server.standby()) {
            List<String> sql = found.map(PublishedTables.Drift::sql).orElse(List.of());
            Publications.alter(connection, sql);
            sql.forEach(statement -> LOG.info("Slot {}: {}", settings.slot().name(), statement));
            found = PublishedTables.drift(connection, settings, server);
        }
        if (!found.equals(drift)) {
            found.ifPresent(this::warnOf);
            drift = found;
        }
    }

    private void warnOf(PublishedTables.Drift now) {
        LOG.warn("Slot {}: {}. {}", settings.slot().name(), now.what(), now.remedy());
    }

    private void logStreamingOff() {
        StreamOptions options = settings.stream();
        if (options.streaming() != Streaming.OFF && !options.streams()) {
            LOG.info(
                    "The slot {} is read with streaming=off, not {}: with messages or traceContext a streamed message"
                            + " that was rolled back to a savepoint could not be told from one that was kept",
                    settings.slot().name(),
                    options.streaming().name().toLowerCase(Locale.ROOT));
        }
    }

    private WalStream start(Connection connection, String command) throws SQLException {
        try {
            return PgJdbcWalStream.start(connection, command, settings);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals("55000")) {
                refuseUnusable(connection, e);
            }
            if (!state.equals("42704")) {
                throw e;
            }
            // publications are looked up at the first change: here it is the slot, dropped since we looked
            refuseMissingSlot();
            throw ReplicationFailure.connectionLost(
                    "The slot " + settings.slot().name() + " was dropped while it was being opened", e);
        }
    }

    /** The server refuses the slot in its present state, which the slot itself tells. */
    private void refuseUnusable(Connection connection, SQLException e) throws SQLException {
        find(connection).ifPresent(slot -> ReplicationSlots.check(slot, settings));
        if (SlotState.find(connection, settings.slot().name())
                .filter(SlotState::synced)
                .isPresent()) {
            throw new ReplicationFailure(
                    Kind.SLOT_SYNCED,
                    "The slot " + settings.slot().name() + " of "
                            + settings.connection().location() + " is a copy of the primary's (55000)",
                    "Connect to the primary, or wait: this standby's copy can be read after its promotion",
                    e);
        }
    }

    private TimelineHistory history(Connection connection, Server server) throws SQLException {
        boolean same = last.timeline() == server.timeline();
        return same ? TimelineHistory.NONE : TimelineHistory.read(connection, server.timeline());
    }

    private Optional<Slot> find(Connection connection) throws SQLException {
        return ReplicationSlots.find(connection, settings.slot().name());
    }

    private void refuseUnfit(Slot slot, Optional<Continuity> before) {
        slotSeen = true;
        // a walsender of our own may live on for a while after its connection broke
        readByOthers |= slot.activePid() != 0 && slot.activePid() != lastPid;
        ReplicationSlots.check(slot, settings);
        if (!readByOthers) {
            before.ifPresent(known -> known.checkSlot(slot, settings.slot().shared()));
        }
    }

    private void refuseMissingSlot() {
        String name = settings.slot().name();
        // of a standby: whoever read it was told to drop it, and so is this one
        boolean droppedAsTold = last == null && settings.slot().dropOnStop();
        if (slotSeen && !settings.slot().temporary() && !droppedAsTold) {
            throw new ReplicationFailure(
                    Kind.SLOT_GONE,
                    "The slot " + name + " has been dropped while it was in use; changes since then are not kept",
                    "Re-snapshot the tables and start again, which creates the slot",
                    null);
        }
        if (!settings.slot().create()) {
            throw new ReplicationFailure(
                    Kind.SLOT_MISSING,
                    "There is no slot " + name + ", and createSlot=false",
                    "SELECT pg_create_logical_replication_slot(" + SqlText.literal(name)
                            + ", 'pgoutput'), or set createSlot=true",
                    null);
        }
    }
}
