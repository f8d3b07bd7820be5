package io.pgwal.replication;

import java.sql.SQLException;

/**
 * What went wrong, where, and what to do about it. The kinds are a closed list, each with its verdict. The text never
 * holds row data or a password.
 */
public final class ReplicationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What can go wrong. Described one by one in {@code src-docs/errors.md}. */
    public enum Kind {
        /** No connection, or it broke. */
        CONNECTION_LOST(Verdict.RETRY),
        /** The server is starting, stopping, or out of connections. */
        SERVER_UNAVAILABLE(Verdict.RETRY),
        /** The server answered something that is not on this list. */
        UNEXPECTED(Verdict.RETRY),
        /** Creating the slot waits for transactions that are still open. */
        SLOT_CREATION_WAITS(Verdict.RETRY),
        /** A large transaction in progress does not fit into the folder for it. */
        SPILL_FAILED(Verdict.RETRY),
        SLOT_BUSY(Verdict.STANDBY),
        BAD_SETTING(Verdict.STOP),
        OPTION_TOO_NEW(Verdict.STOP),
        AUTHENTICATION_FAILED(Verdict.STOP),
        DATABASE_MISSING(Verdict.STOP),
        NO_REPLICATION_RIGHT(Verdict.STOP),
        NO_RIGHT(Verdict.STOP),
        SERVER_TOO_OLD(Verdict.STOP),
        WAL_LEVEL_TOO_LOW(Verdict.STOP),
        PUBLICATION_MISSING(Verdict.STOP),
        PUBLICATION_CONFLICT(Verdict.STOP),
        SLOT_MISSING(Verdict.STOP),
        SLOT_GONE(Verdict.STOP),
        SLOT_LOST(Verdict.STOP),
        /** It is there, but further on than anybody confirmed. */
        SLOT_RECREATED(Verdict.STOP),
        SLOT_OF_OTHER_PLUGIN(Verdict.STOP),
        SLOT_OF_OTHER_DATABASE(Verdict.STOP),
        NO_FREE_SLOT(Verdict.STOP),
        OTHER_SERVER(Verdict.STOP),
        /** The same cluster, but what was read before is not in its past. */
        HISTORY_DIVERGED(Verdict.STOP),
        BINARY_NOT_POSSIBLE(Verdict.STOP),
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
     * @param what   what happened and where
     * @param remedy the SQL or the setting that mends it
     * @param cause  null when there is none
     */
    public ReplicationFailure(Kind kind, String what, String remedy, Throwable cause) {
        super(what + ". " + remedy, cause);
        this.kind = kind;
        this.what = what;
        this.remedy = remedy;
    }

    public Kind kind() {
        return kind;
    }

    public Verdict verdict() {
        return kind.verdict();
    }

    /** The message without the remedy, which is its last sentence. */
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
        return new ReplicationFailure(
                Kind.CONNECTION_LOST, what, "It is tried again; see the server's log for its reason", cause);
    }

    static ReplicationFailure shuttingDown(Throwable cause) {
        return new ReplicationFailure(
                Kind.SERVER_UNAVAILABLE,
                "The server is shutting down and waits for what is not yet acknowledged; the connection was let go",
                "It is tried again; what was not acknowledged comes again then",
                cause);
    }

    /**
     * Names an error of the server or the driver.
     *
     * @param doing what was being done, and with which slot or server
     */
    static ReplicationFailure of(SQLException e, String doing, SessionSettings settings) {
        return SqlStates.failure(e, doing, settings);
    }

    /**
     * Names an error in what somebody asked for once, which is not tried again by itself.
     *
     * @param doing what was being done, and with which slot or server
     * @param slot  the slot's name; null when it is about none
     */
    public static ReplicationFailure ofCommand(
            SQLException e, String doing, ConnectionSettings connection, String slot) {
        return SqlStates.failureOfCommand(e, doing, connection, slot);
    }
}
