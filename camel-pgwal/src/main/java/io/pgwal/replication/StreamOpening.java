package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import io.pgwal.replication.ReplicationSlots.Slot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * From nothing to an open stream. All that can be wrong is looked for before anything is created, and nothing is ever
 * dropped. Remembers what the last connection found, so that another server, or another slot, is not taken for the one
 * that was read before.
 */
final class StreamOpening {

    /**
     * @param confirmed where the slot stands
     * @param created   whether the slot was missing and has been created: it has no changes from before {@code confirmed}
     */
    record Opened(WalStream stream, Server server, Lsn confirmed, boolean created) {}

    private final SessionSettings settings;
    private Server last;
    private int lastPid;
    private boolean slotSeen;
    private boolean readByOthers;
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
            phase = Phase.QUERY;
            Server server = Server.greet(connection);
            doing = "Opening the slot " + settings.slot().name() + " at "
                    + settings.connection().location();
            Opened opened = open(connection, server, position);
            last = server;
            lastPid = connection.unwrap(PGConnection.class).getBackendPID();
            slotSeen = true;
            readByOthers = false;
            connection = null; // belongs to the stream from here on
            return opened;
        } catch (SQLException e) {
            throw ReplicationFailure.of(e, phase, doing, settings);
        } finally {
            if (connection != null) {
                Connections.abort(connection);
            }
        }
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
        Optional<Slot> slot = find(connection);
        boolean created = slot.isEmpty();
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
        // all is well; only now is anything made, the publication first: a slot cannot decode what was published later
        phase = Phase.CREATE_PUBLICATION;
        Publications.create(connection, missing, settings, server);
        phase = Phase.QUERY;
        PublishedTables.warnOfDrift(connection, settings, server);
        if (created) {
            phase = Phase.CREATE_SLOT;
            new SlotCreation(settings, server).run(connection);
            phase = Phase.QUERY;
            slot = find(connection);
        }
        phase = Phase.START;
        Lsn start = before.map(known -> known.start(server)).orElse(Lsn.ZERO);
        String command = "START_REPLICATION SLOT "
                + SqlText.identifier(settings.slot().name()) + " LOGICAL " + start + " " + options;
        Lsn standsAt = slot.map(Slot::confirmedFlush).orElse(Lsn.ZERO);
        return new Opened(start(connection, command), server, Lsn.max(start, standsAt), created);
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
                    "Copy the tables anew and start again, which creates the slot",
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
