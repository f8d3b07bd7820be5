package io.pgwal.replication;

import java.sql.SQLException;

/**
 * A failure with its kind, its verdict and its remedy. The text begins with the kind in brackets, by which
 * {@code src-docs/errors.md} is found; it never holds row data or a password.
 */
public final class ReplicationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String TRIED_AGAIN = "It is tried again";

    /** A closed list, described one by one in {@code src-docs/errors.md}. */
    public enum Kind {
        /** No connection, or it broke. */
        CONNECTION_LOST(Verdict.RETRY),
        /** The name service does not know the host. */
        HOST_UNKNOWN(Verdict.RETRY),
        /** The server is starting, stopping, or out of connections. */
        SERVER_UNAVAILABLE(Verdict.RETRY),
        /** A time-out, a lock, a deadlock or an administrator ended what was being done. */
        CANCELED(Verdict.RETRY),
        /** The server's disk is full. */
        DISK_FULL(Verdict.RETRY),
        /** The server is out of memory, or at another limit of its own. */
        OUT_OF_RESOURCES(Verdict.RETRY),
        /** The server's files or its operating system fail it. */
        SERVER_FAULT(Verdict.RETRY),
        /** Another consumer created the slot or the publication at the same time. */
        CREATED_MEANWHILE(Verdict.RETRY),
        /** The server answered something that is not on this list. */
        UNEXPECTED(Verdict.RETRY),
        /** Creating the slot waits for transactions that are still open. */
        SLOT_CREATION_WAITS(Verdict.RETRY),
        /** A large transaction in progress does not fit into the folder for it. */
        SPILL_FAILED(Verdict.RETRY),
        /** The slot is a copy that a standby has of its primary's, and can be read after a promotion. */
        SLOT_SYNCED(Verdict.RETRY),
        SLOT_BUSY(Verdict.STANDBY),
        BAD_SETTING(Verdict.STOP),
        OPTION_TOO_NEW(Verdict.STOP),
        /** The server has no TLS, or one side does not accept the other's certificate. */
        TLS_FAILED(Verdict.STOP),
        AUTHENTICATION_FAILED(Verdict.STOP),
        DATABASE_MISSING(Verdict.STOP),
        NO_REPLICATION_RIGHT(Verdict.STOP),
        NO_RIGHT(Verdict.STOP),
        /** The role or the database is read-only. */
        READ_ONLY(Verdict.STOP),
        SERVER_TOO_OLD(Verdict.STOP),
        /** What answers does not do what PostgreSQL 14 and later do: a pooler, or another database. */
        SERVER_NOT_SUPPORTED(Verdict.STOP),
        /** Logical decoding on a standby needs PostgreSQL 16. */
        STANDBY_CANNOT_DECODE(Verdict.STOP),
        /** The server cannot load pgoutput. */
        OUTPUT_PLUGIN_MISSING(Verdict.STOP),
        WAL_LEVEL_TOO_LOW(Verdict.STOP),
        PUBLICATION_MISSING(Verdict.STOP),
        PUBLICATION_CONFLICT(Verdict.STOP),
        /** The publication that is to be created names what is not there, or what cannot be published. */
        CANNOT_PUBLISH(Verdict.STOP),
        SLOT_MISSING(Verdict.STOP),
        SLOT_GONE(Verdict.STOP),
        SLOT_LOST(Verdict.STOP),
        /** The server refuses to read the slot as it is now. */
        SLOT_NOT_USABLE(Verdict.STOP),
        /** With dropOnStop: the session has stopped, and its slot is still there. */
        SLOT_NOT_DROPPED(Verdict.STOP),
        /** It is there, but further on than anybody confirmed. */
        SLOT_RECREATED(Verdict.STOP),
        SLOT_OF_OTHER_PLUGIN(Verdict.STOP),
        SLOT_OF_OTHER_DATABASE(Verdict.STOP),
        NO_FREE_SLOT(Verdict.STOP),
        OTHER_SERVER(Verdict.STOP),
        /** The same cluster, but what was read before is not in its past. */
        HISTORY_DIVERGED(Verdict.STOP),
        BINARY_NOT_POSSIBLE(Verdict.STOP),
        /** The server fails to decode a change: a row filter, a conversion, a size. */
        DECODING_FAILED(Verdict.STOP),
        /** The server's data are damaged. */
        DATA_CORRUPTED(Verdict.STOP),
        /** The stream's bytes are not pgoutput, or contradict themselves. */
        MALFORMED_WAL(Verdict.STOP),
        /** Whoever takes the changes gave one up. */
        DELIVERY_FAILED(Verdict.STOP),
        /** A check before the start found what cannot work. */
        PREFLIGHT_FAILED(Verdict.STOP),
        /** Of an advance: it would skip changes that nobody has acknowledged. */
        WOULD_SKIP(Verdict.STOP),
        /** Of an advance: what it is to go to is not in the slot. */
        NOT_IN_SLOT(Verdict.STOP),
        /** Nobody here reads the slot that is to be paused or resumed. */
        NO_CONSUMER(Verdict.STOP),
        /** A standby writes no WAL of its own. */
        SERVER_IS_STANDBY(Verdict.STOP),
        /** A message is too large, or its prefix is no text. */
        MESSAGE_REFUSED(Verdict.STOP),
        /** A message would not share the fate of the caller's transaction. */
        TRANSACTION_NOT_JOINED(Verdict.STOP);

        private final Verdict verdict;

        Kind(Verdict verdict) {
            this.verdict = verdict;
        }

        public Verdict verdict() {
            return verdict;
        }
    }

    private final Kind kind;
    private final String what;
    private final String remedy;

    /**
     * A failure of a session: with the verdict RETRY, its message says that it is tried again.
     *
     * @param what   what happened and where, without a full stop
     * @param remedy the SQL or the setting that fixes it, without a full stop
     * @param cause  null when there is none
     */
    public ReplicationFailure(Kind kind, String what, String remedy, Throwable cause) {
        this(kind, what, remedy, cause, true);
    }

    /** @param mayBeTriedAgain false for what is asked for once, and for the end of a session */
    ReplicationFailure(Kind kind, String what, String remedy, Throwable cause, boolean mayBeTriedAgain) {
        super(
                "[" + kind + "] " + what + ". " + remedy
                        + (mayBeTriedAgain && kind.verdict() == Verdict.RETRY ? ". " + TRIED_AGAIN : ""),
                cause);
        this.kind = kind;
        this.what = what;
        this.remedy = remedy;
    }

    /** The same failure of a session that has stopped. */
    ReplicationFailure atTheEnd() {
        return getMessage().endsWith(TRIED_AGAIN) ? ended(what) : this;
    }

    /** The same failure as the last of a session that gives up. */
    ReplicationFailure givenUpAfter(long attempts) {
        return ended(what + "; given up after " + attempts + (attempts == 1 ? " attempt" : " attempts") + " in a row");
    }

    private ReplicationFailure ended(String how) {
        ReplicationFailure end = new ReplicationFailure(kind, how, remedy, getCause(), false);
        end.setStackTrace(getStackTrace());
        return end;
    }

    public Kind kind() {
        return kind;
    }

    public Verdict verdict() {
        return kind.verdict();
    }

    /** What happened and where: the message without the kind and the remedy. */
    public String what() {
        return what;
    }

    public String remedy() {
        return remedy;
    }

    static ReplicationFailure badSetting(String setting, String problem) {
        return new ReplicationFailure(Kind.BAD_SETTING, setting + " " + problem, "Change the setting " + setting, null);
    }

    static ReplicationFailure malformed(String what) {
        return malformed(what, null);
    }

    static ReplicationFailure malformed(String what, Throwable cause) {
        return new ReplicationFailure(
                Kind.MALFORMED_WAL,
                "The replication stream is not what pgoutput sends: " + what,
                "Nothing was acknowledged past it. Please report it with the server's version",
                cause);
    }

    static ReplicationFailure connectionLost(String what, Throwable cause) {
        return new ReplicationFailure(Kind.CONNECTION_LOST, what, "See the server's log for its reason", cause);
    }

    static ReplicationFailure shuttingDown(Throwable cause) {
        return new ReplicationFailure(
                Kind.SERVER_UNAVAILABLE,
                "The server is shutting down and waits for what is not yet acknowledged; the connection was closed",
                "Wait until the server runs again: what was not acknowledged is redelivered then",
                cause);
    }

    /**
     * Names an error of the server or the driver in a session.
     *
     * @param doing what was being done, and with which slot or server
     */
    static ReplicationFailure of(SQLException e, Phase phase, String doing, SessionSettings settings) {
        return SqlStates.failure(e, phase, doing, settings);
    }

    /**
     * Names an error in what somebody asked for once, which is not tried again by itself.
     *
     * @param doing what was being done, and with which slot or server
     * @param slot  the slot's name; null for a message
     */
    public static ReplicationFailure ofCommand(
            SQLException e, String doing, ConnectionSettings connection, String slot) {
        return SqlStates.failureOfCommand(e, slot == null ? Phase.MESSAGE : Phase.COMMAND, doing, connection, slot);
    }

    /** As {@link #ofCommand}, when the connection for it was refused. */
    public static ReplicationFailure ofConnecting(SQLException e, ConnectionSettings connection, String slot) {
        return SqlStates.failureOfCommand(e, Phase.CONNECT, "Connecting to " + connection, connection, slot);
    }
}
