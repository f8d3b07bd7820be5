package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.sql.SQLException;
import java.util.Optional;

/**
 * SQLSTATE and phase → failure. Never by the message's text, which changes with the version and the server's language.
 *
 * <p>Source: PostgreSQL, appendix "PostgreSQL Error Codes"; what servers of 14 to 18 answer was tried.
 */
final class SqlStates {

    private SqlStates() {}

    static ReplicationFailure failure(SQLException e, Phase phase, String doing, SessionSettings settings) {
        Failed failed = new Failed(
                e,
                phase,
                settings.connection(),
                settings.slot().name(),
                settings.stream().binary());
        return failed.as(doing, true);
    }

    /** As {@link #failure}, of what is not tried again by itself. */
    static ReplicationFailure failureOfCommand(
            SQLException e, Phase phase, String doing, ConnectionSettings connection, String slot) {
        return new Failed(e, phase, connection, slot, false).as(doing, false);
    }

    private record Failed(SQLException e, Phase phase, ConnectionSettings connection, String slot, boolean binary) {

        ReplicationFailure as(String doing, boolean triedAgain) {
            String state = e.getSQLState() == null ? "" : e.getSQLState();
            DriverFault fault = new DriverFault(e, phase, connection);
            Kind kind = fault.kind().orElseGet(() -> kind(state, phase, fault.isServers()));
            if (kind == Kind.BINARY_NOT_POSSIBLE && !binary) {
                kind = Kind.DECODING_FAILED;
            }
            String remedy = new Remedies(connection, slot, phase).of(kind, state, fault);
            boolean quotes = quotesData(state, phase);
            String what = doing + " failed: " + said(state, fault, quotes) + " (SQLSTATE "
                    + (state.isEmpty() ? "none" : state) + ")";
            return new ReplicationFailure(kind, what, remedy, quotes ? null : e, triedAgain);
        }

        /** The first line of the server's or the driver's text and the root cause. DETAIL lines may quote data. */
        private String said(String state, DriverFault fault, boolean quotes) {
            if (quotes) {
                return "the server's text is left out, for it may quote a row; it is in the server's log";
            }
            // an error of no class quotes the whole URL, and a URL may hold a password
            boolean quotesUrl = state.equals("99999") && !fault.isServers();
            String text = quotesUrl ? "the driver failed" : DriverFault.firstLine(e);
            Optional<String> root = fault.rootCause().filter(cause -> !text.contains(cause));
            return root.map(cause -> trimmed(text) + ": " + cause).orElse(text.isEmpty() ? "no text" : text);
        }

        private static String trimmed(String text) {
            return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        }
    }

    /** What a row filter or an output function says of a value quotes the value. */
    private static boolean quotesData(String state, Phase phase) {
        return phase == Phase.STREAM && state.matches("(22|23|38|39|P0).*");
    }

    /** @param servers whether the server sent it, or else the driver gave it */
    static Kind kind(String state, Phase phase, boolean servers) {
        return switch (state) {
            case "08004", "28000", "28P01" -> Kind.AUTHENTICATION_FAILED;
            case "08P01" -> servers && phase.connects() ? Kind.SERVER_NOT_SUPPORTED : Kind.CONNECTION_LOST;
            case "3D000", "57P04" -> Kind.DATABASE_MISSING;
            case "42501" -> noRight(phase);
            case "25006" -> Kind.READ_ONLY;
            case "53100" -> Kind.DISK_FULL;
            case "53300", "57P01", "57P02", "57P03" -> Kind.SERVER_UNAVAILABLE;
            case "53000", "53200", "54001" -> Kind.OUT_OF_RESOURCES;
            case "53400" ->
                phase == Phase.CREATE_SLOT || phase == Phase.COMMAND ? Kind.NO_FREE_SLOT : Kind.OUT_OF_RESOURCES;
            case "55000" -> notInState(phase);
            case "55006" -> inUse(phase);
            case "42710", "23505" -> isCreation(phase) ? Kind.CREATED_MEANWHILE : ofClass(state, phase);
            case "42704" -> undefinedObject(phase);
            case "0A000" -> notSupported(phase);
            case "42883" -> phase == Phase.STREAM ? Kind.BINARY_NOT_POSSIBLE : ofClass(state, phase);
            case "58P01" -> phase == Phase.CREATE_SLOT ? Kind.OUTPUT_PLUGIN_MISSING : Kind.SERVER_FAULT;
            case "57000", "57014", "57P05", "55P03", "25P03", "25P04", "72000" -> Kind.CANCELED;
            case "55P02" -> phase.connects() ? Kind.BAD_SETTING : Kind.UNEXPECTED;
            case "XX001", "XX002" -> Kind.DATA_CORRUPTED;
            default -> ofClass(state, phase);
        };
    }

    private static Kind ofClass(String state, Phase phase) {
        return switch (state.length() < 2 ? state : state.substring(0, 2)) {
            case "08" -> Kind.CONNECTION_LOST;
            case "40" -> Kind.CANCELED;
            case "22", "42", "3F", "2F", "38", "39", "54", "P0" -> ofContent(state, phase);
            case "58", "F0" -> Kind.SERVER_FAULT;
            case "" -> phase.connects() ? Kind.CONNECTION_LOST : Kind.UNEXPECTED;
            default -> Kind.UNEXPECTED;
        };
    }

    /** What was asked for does not make sense to the server, so it depends on what that was. */
    private static Kind ofContent(String state, Phase phase) {
        boolean trigger = state.startsWith("P0");
        boolean unknown = state.startsWith("42") || state.startsWith("3F");
        return switch (phase) {
            // an event trigger may refuse either of the two
            case CONNECT, CONNECT_FOR_REPLICATION -> trigger ? Kind.NO_RIGHT : Kind.BAD_SETTING;
            case CREATE_PUBLICATION -> trigger ? Kind.NO_RIGHT : Kind.CANNOT_PUBLISH;
            case STREAM -> Kind.DECODING_FAILED;
            case MESSAGE -> unknown ? Kind.SERVER_NOT_SUPPORTED : trigger ? Kind.UNEXPECTED : Kind.MESSAGE_REFUSED;
            case COMMAND -> unknown ? Kind.SERVER_NOT_SUPPORTED : Kind.DECODING_FAILED; // an advance decodes
            case QUERY, CREATE_SLOT, START -> unknown ? Kind.SERVER_NOT_SUPPORTED : Kind.UNEXPECTED;
        };
    }

    private static boolean isCreation(Phase phase) {
        return phase == Phase.CREATE_PUBLICATION || phase == Phase.CREATE_SLOT;
    }

    private static Kind noRight(Phase phase) {
        return switch (phase) {
            case CONNECT_FOR_REPLICATION, CREATE_SLOT, START -> Kind.NO_REPLICATION_RIGHT;
            default -> Kind.NO_RIGHT;
        };
    }

    private static Kind notInState(Phase phase) {
        return switch (phase) {
            case CONNECT, CONNECT_FOR_REPLICATION -> Kind.SERVER_UNAVAILABLE; // the database takes no connections
            case CREATE_SLOT -> Kind.WAL_LEVEL_TOO_LOW;
            case START, COMMAND -> Kind.SLOT_NOT_USABLE;
            case STREAM -> Kind.CONNECTION_LOST; // what became of the slot is found at the reconnect
            case MESSAGE -> Kind.SERVER_IS_STANDBY;
            case QUERY, CREATE_PUBLICATION -> Kind.CANCELED; // promoted, or dropped, between two questions
        };
    }

    private static Kind inUse(Phase phase) {
        return switch (phase) {
            case START, COMMAND, CREATE_SLOT -> Kind.SLOT_BUSY;
            default -> Kind.CANCELED;
        };
    }

    private static Kind undefinedObject(Phase phase) {
        return switch (phase) {
            case START -> Kind.SLOT_MISSING;
            case STREAM, COMMAND -> Kind.PUBLICATION_MISSING;
            default -> ofContent("42704", phase);
        };
    }

    private static Kind notSupported(Phase phase) {
        return switch (phase) {
            case STREAM -> Kind.DECODING_FAILED; // who reads the stream asks whether column lists differ
            case CREATE_PUBLICATION -> Kind.CANNOT_PUBLISH;
            default -> Kind.SERVER_NOT_SUPPORTED;
        };
    }
}
