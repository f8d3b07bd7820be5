package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Moves a slot forward without reading it: what lies before the new position is never delivered.
 *
 * <p>The server takes any position, silently stops at the end of its WAL, and compares it with where commit records
 * <em>start</em>: a transaction is sent again when its commit LSN is not before the position. So an event is passed by the
 * end of its transaction, as the server itself says it, and never by a number made here; and each position is looked at
 * first, for what would be skipped by it.
 */
public final class SlotAdvance {

    /**
     * What the consumer of the slot is handed.
     *
     * @param publications may be empty when nothing is looked at, as with a position by force
     */
    public record Reading(List<String> publications, StreamOptions options) {
        public Reading {
            publications = List.copyOf(publications);
        }
    }

    /**
     * @param from where the slot stood
     * @param to   where it stands; {@code from} when it was past what was asked for already
     */
    public record Moved(Lsn from, Lsn to) {
        public boolean hasMoved() {
            return to.isAfter(from);
        }
    }

    private final Connection connection;
    private final SlotState slot;
    private final Reading reading;
    private final boolean force;
    private final Lsn from;

    SlotAdvance(Connection connection, SlotState slot, Reading reading, boolean force) {
        this.connection = connection;
        this.slot = slot;
        this.reading = reading;
        this.force = force;
        this.from = slot.confirmedFlush().orElse(Lsn.ZERO);
        if (slot.isLost()) {
            throw new ReplicationFailure(
                    Kind.SLOT_LOST,
                    "The slot " + slot.name() + " is lost and goes nowhere any more",
                    "Re-snapshot the tables, then drop the slot and start again: SELECT pg_drop_replication_slot("
                            + SqlText.literal(slot.name()) + ")",
                    null);
        }
    }

    Moved to(Lsn position) throws SQLException {
        if (!position.isAfter(from)) {
            return new Moved(from, from);
        }
        refuseBeyondEnd(position, "The position " + position);
        if (!force) {
            Optional<SlotContents.Unit> first = contents(slot.name()).first(position);
            // no record that starts there is looked at: what stands alone and is found starts before, and is not sent
            // then
            if (first.filter(unit -> unit.alone() || unit.isPassedBy(position)).isPresent()) {
                throw wouldSkip("to " + position, first.get());
            }
        }
        return move(position);
    }

    Moved past(EventId event) throws SQLException {
        Lsn commit = event.commitLsn();
        boolean alone = event.phase() == EventId.Phase.ALONE;
        // what stands alone has its own end for a commit LSN; a transaction is passed when the slot is beyond its start
        if (alone ? !commit.isAfter(from) : from.isAfter(commit)) {
            return new Moved(from, from);
        }
        refuseBeyondEnd(commit, "The event " + event);
        if (alone && force) {
            return move(commit);
        }
        SlotContents.Unit unit = force ? onCopy(event) : asNext(event);
        if (!force && unit.goesOnAfter(event)) {
            throw new ReplicationFailure(
                    Kind.WOULD_SKIP,
                    "The event " + event + " is not the last one of its transaction, which goes on "
                            + (unit.last() > event.ordinal() ? "up to ordinal " + unit.last() : "to its end")
                            + " and is delivered whole or not at all; the slot " + slot.name() + " was not moved",
                    "Name its last event (the header CamelPgWalLast), or leave the slot: the transaction comes again from"
                            + " its start. To skip the rest of it: force=true",
                    null);
        }
        return move(unit.end());
    }

    /** Its unit, when that is the first that the slot would deliver. */
    private SlotContents.Unit asNext(EventId event) throws SQLException {
        SlotContents.Unit first = contents(slot.name()).firstOrOf(event).orElseThrow(() -> notFound(event));
        if (first.holds(event)) {
            return first;
        }
        throw first.isPassedBy(event.commitLsn()) ? wouldSkip("past the event " + event, first) : notFound(event);
    }

    /**
     * Its unit, found without looking at all that lies before: a temporary copy of the slot is moved to the commit first,
     * for which the server puts nothing out. Nothing is done to the slot itself before the event is found. The copy goes
     * with the connection.
     */
    private SlotContents.Unit onCopy(EventId event) throws SQLException {
        String copy = "pgwal_advance_" + Long.toHexString(System.nanoTime());
        try (Statement sql = connection.createStatement()) {
            sql.execute("SELECT pg_catalog.pg_copy_logical_replication_slot(" + SqlText.literal(slot.name())
                    + "::pg_catalog.name, " + SqlText.literal(copy) + "::pg_catalog.name, true)");
        }
        if (event.commitLsn().isAfter(from)) {
            advance(copy, event.commitLsn());
        }
        return contents(copy).firstOrOf(event).filter(unit -> unit.holds(event)).orElseThrow(() -> notFound(event));
    }

    private SlotContents contents(String name) throws SQLException {
        if (reading.publications().isEmpty()) {
            throw ReplicationFailure.badSetting(
                    "publication",
                    "is missing: what the slot " + slot.name() + " would deliver cannot be looked at without it");
        }
        return new SlotContents(connection, slot, name, reading);
    }

    private Moved move(Lsn position) throws SQLException {
        return new Moved(from, advance(slot.name(), position));
    }

    private Lsn advance(String name, Lsn position) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("SELECT end_lsn::pg_catalog.text FROM"
                + " pg_catalog.pg_replication_slot_advance(?::pg_catalog.name, ?::pg_catalog.pg_lsn)")) {
            sql.setString(1, name);
            sql.setString(2, position.toString());
            try (ResultSet row = sql.executeQuery()) {
                row.next();
                return Lsn.parse(row.getString(1));
            }
        }
    }

    /** What is not on the disk cannot be looked at yet, and by the time the slot is moved it may be. */
    private void refuseBeyondEnd(Lsn position, String what) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT (CASE WHEN pg_catalog.pg_is_in_recovery() THEN"
                        + " pg_catalog.pg_last_wal_replay_lsn() ELSE pg_catalog.pg_current_wal_flush_lsn() END)"
                        + "::pg_catalog.text")) {
            row.next();
            Lsn end = Lsn.parse(row.getString(1));
            if (position.isAfter(end)) {
                throw new ReplicationFailure(
                        Kind.NOT_IN_SLOT,
                        what + " lies beyond the end of the server's WAL, " + end + "; the slot " + slot.name()
                                + " was not moved",
                        "Check that it is of this server and its present history. The server itself would have skipped"
                                + " everything",
                        null);
            }
        }
    }

    private ReplicationFailure notFound(EventId event) {
        return new ReplicationFailure(
                Kind.NOT_IN_SLOT,
                "The slot " + slot.name() + ", which stands at " + from + ", holds no transaction of the event " + event
                        + "; it was not moved",
                "Check that the event is of this server and slot, and that the options publication, messages and kinds"
                        + " are the consumer's",
                null);
    }

    private ReplicationFailure wouldSkip(String target, SlotContents.Unit first) {
        return new ReplicationFailure(
                Kind.WOULD_SKIP,
                "Advancing the slot " + slot.name() + " " + target + " would skip changes that nobody has"
                        + " acknowledged, the first of them those of the transaction that commits at "
                        + first.commitLsn()
                        + "; it was not moved",
                "Let the route deliver them, or, if they are to be given up: force=true",
                null);
    }
}
