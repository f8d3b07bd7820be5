package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.SQLException;

/**
 * SQLSTATE → failure. Never by the message's text, which changes with the version and the server's language.
 *
 * <p>Source: PostgreSQL, appendix "PostgreSQL Error Codes"; what walsenders of 14 to 18 answer was tried.
 */
final class SqlStates {

    private SqlStates() {}

    static ReplicationFailure failure(SQLException e, String doing, SessionSettings settings) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        Kind kind = kind(state);
        return new ReplicationFailure(
                kind,
                what(e, doing, state),
                remedy(kind, settings.connection(), settings.slot().name()),
                e);
    }

    /** As {@link #failure}, of what is not tried again by itself. */
    static ReplicationFailure failureOfCommand(
            SQLException e, String doing, ConnectionSettings connection, String slot) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        Kind kind = slot == null ? withoutSlot(kind(state)) : kind(state);
        String user = SqlText.identifier(connection.user());
        String remedy =
                switch (kind) {
                    case NO_RIGHT ->
                        "Commands about slots need the attribute REPLICATION: ALTER ROLE " + user
                                + " REPLICATION; a logical message needs EXECUTE on pg_logical_emit_message";
                    case SLOT_BUSY -> busyRemedy(slot);
                    case CONNECTION_LOST, SERVER_UNAVAILABLE, UNEXPECTED ->
                        "Check that the server runs and can be reached, and try again; its own log has its reason";
                    default -> remedy(kind, connection, slot);
                };
        return new ReplicationFailure(kind, what(e, doing, state), remedy, e);
    }

    /** What the state means only where a slot is read. */
    private static Kind withoutSlot(Kind kind) {
        return switch (kind) {
            case SLOT_BUSY, NO_FREE_SLOT, BINARY_NOT_POSSIBLE, PUBLICATION_MISSING, PUBLICATION_CONFLICT ->
                Kind.UNEXPECTED;
            default -> kind;
        };
    }

    static String busyRemedy(String slot) {
        return "Stop the route that reads it and try again. To see who does: SELECT active_pid FROM pg_replication_slots"
                + " WHERE slot_name = " + SqlText.literal(slot);
    }

    private static String what(SQLException e, String doing, String state) {
        return doing + " failed: " + firstLine(e) + " (SQLSTATE " + (state.isEmpty() ? "none" : state) + ")";
    }

    private static Kind kind(String state) {
        return switch (state) {
            case "28P01", "28000", "08004" -> Kind.AUTHENTICATION_FAILED;
            case "3D000" -> Kind.DATABASE_MISSING;
            case "42501" -> Kind.NO_RIGHT;
            case "53300", "57P03", "57P01", "57P02" -> Kind.SERVER_UNAVAILABLE;
            case "55006" -> Kind.SLOT_BUSY;
            case "53400" -> Kind.NO_FREE_SLOT;
            case "42883" -> Kind.BINARY_NOT_POSSIBLE;
            case "42704" -> Kind.PUBLICATION_MISSING;
            case "0A000" -> Kind.PUBLICATION_CONFLICT;
            default -> state.isEmpty() || state.startsWith("08") ? Kind.CONNECTION_LOST : Kind.UNEXPECTED;
        };
    }

    private static String remedy(Kind kind, ConnectionSettings connection, String slot) {
        String user = SqlText.identifier(connection.user());
        return switch (kind) {
            case AUTHENTICATION_FAILED ->
                "Check username and password, and that pg_hba.conf lets the role " + user + " connect to the database "
                        + connection.database();
            case DATABASE_MISSING ->
                "Check the setting database, or CREATE DATABASE " + SqlText.identifier(connection.database());
            case NO_RIGHT -> "Grant the role " + user + " what the message names, or have its owner do it";
            case SERVER_UNAVAILABLE -> "It is tried again; if it stays, see max_connections and the server's log";
            case SLOT_BUSY ->
                "This session waits and takes over when the slot is free. To see who reads it: "
                        + "SELECT active_pid FROM pg_replication_slots WHERE slot_name = " + SqlText.literal(slot);
            case NO_FREE_SLOT ->
                "Raise max_replication_slots, or drop a slot that nobody needs: "
                        + "SELECT slot_name, active FROM pg_replication_slots";
            case BINARY_NOT_POSSIBLE -> "A published column has a type without a binary form: set binary=false";
            case PUBLICATION_MISSING ->
                "The publication did not exist at this point of the WAL (it was created after "
                        + "the slot, or dropped and created again). Changes up to now cannot be decoded any more; to give "
                        + "them up: SELECT pg_replication_slot_advance(" + SqlText.literal(slot)
                        + ", pg_current_wal_lsn())";
            case PUBLICATION_CONFLICT ->
                "Give a table the same column list in all of the publications, or name only " + "one of them";
            case CONNECTION_LOST -> "It is tried again; check host, port and that the server runs";
            default -> "It is tried again; see the server's log";
        };
    }

    /** The server's own words without DETAIL lines, which may quote data. */
    private static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
