package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What can be done about a slot from outside of its session, each over a connection of its own. Looking needs no right;
 * the rest needs the attribute REPLICATION. Nothing is done to a slot that somebody reads.
 */
public final class SlotCommands {

    /** For an advance the server decodes from restart_lsn on, which may be gigabytes back; longer and it lets the slot go. */
    private static final int PATIENCE_MINUTES = 10;

    private final ConnectionSettings settings;
    private final String slot;

    public SlotCommands(ConnectionSettings settings, String slot) {
        this.settings = settings;
        this.slot = slot;
    }

    /** Empty when the server has no such slot. */
    public Optional<SlotState> state() {
        return ask("Looking at the slot ", connection -> SlotState.find(connection, slot));
    }

    /** @throws ReplicationFailure SLOT_MISSING, SLOT_BUSY, SLOT_OF_OTHER_PLUGIN, SLOT_OF_OTHER_DATABASE, NO_RIGHT */
    public void drop() {
        ask("Dropping the slot ", connection -> {
            unread(connection);
            try (PreparedStatement sql =
                    connection.prepareStatement("SELECT pg_catalog.pg_drop_replication_slot(?::pg_catalog.name)")) {
                sql.setString(1, slot);
                return sql.execute();
            } catch (SQLException e) {
                if ("42704".equals(e.getSQLState())) {
                    throw missing(e); // dropped since we looked
                }
                throw e;
            }
        });
    }

    /**
     * Past the transaction of an event, so that it and all before it are not delivered any more.
     *
     * @param options the consumer's: what it would be handed
     * @param force   even though other changes are skipped with it
     * @throws ReplicationFailure those of {@link #drop}, SLOT_LOST, WOULD_SKIP, NOT_IN_SLOT
     */
    public SlotAdvance.Moved advance(EventId event, SlotAdvance.Reading options, boolean force) {
        return advance(options, force, move -> move.past(event));
    }

    /** To a position, so that what commits before it is not delivered any more. Else as the other one. */
    public SlotAdvance.Moved advance(Lsn position, SlotAdvance.Reading options, boolean force) {
        return advance(options, force, move -> move.to(position));
    }

    private interface Move {
        SlotAdvance.Moved by(SlotAdvance advance) throws SQLException;
    }

    private SlotAdvance.Moved advance(SlotAdvance.Reading options, boolean force, Move move) {
        return ask("Advancing the slot ", connection -> {
            SlotState state = unread(connection);
            try (Statement sql = connection.createStatement()) {
                sql.execute("SET statement_timeout = '" + PATIENCE_MINUTES + "min'");
            }
            connection.setNetworkTimeout(Runnable::run, (PATIENCE_MINUTES + 1) * 60_000);
            return move.by(new SlotAdvance(connection, state, options, force));
        });
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(String doing, Question<T> question) {
        try (Connection connection = connect()) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw ReplicationFailure.ofCommand(e, doing + slot + " at " + settings.location(), settings, slot);
        }
    }

    private Connection connect() {
        try {
            return settings.connect();
        } catch (SQLException e) {
            throw ReplicationFailure.ofConnecting(e, settings, slot);
        }
    }

    private ReplicationFailure missing(SQLException cause) {
        return new ReplicationFailure(
                Kind.SLOT_MISSING,
                "There is no slot " + slot + " at " + settings.location(),
                "Check the name and the server: SELECT slot_name, database FROM pg_replication_slots",
                cause);
    }

    /** A slot of ours that nobody reads; whether it is lost does not matter here. */
    private SlotState unread(Connection connection) throws SQLException {
        SlotState state = SlotState.find(connection, slot).orElseThrow(() -> missing(null));
        String plugin = state.plugin().orElse("none, a physical slot");
        if (!plugin.equals("pgoutput")) {
            throw new ReplicationFailure(
                    Kind.SLOT_OF_OTHER_PLUGIN,
                    "The slot " + slot + " is not one of pgoutput (its plugin: " + plugin
                            + "), so it is somebody else's",
                    "Check the name; to treat it all the same, use SQL: pg_drop_replication_slot,"
                            + " pg_replication_slot_advance",
                    null);
        }
        String database = state.database().orElse("");
        if (!database.equals(settings.database())) {
            throw new ReplicationFailure(
                    Kind.SLOT_OF_OTHER_DATABASE,
                    "The slot " + slot + " belongs to the database " + database + ", not to " + settings.database(),
                    "Connect to the database " + database + ", or check the name",
                    null);
        }
        if (state.isActive()) {
            throw new ReplicationFailure(
                    Kind.SLOT_BUSY,
                    "The slot " + slot + " is being read, by the server process " + state.activePid(),
                    Remedies.busy(slot),
                    null);
        }
        return state;
    }
}
