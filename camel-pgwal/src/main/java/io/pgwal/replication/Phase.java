package io.pgwal.replication;

/** What was being done when the driver or the server refused it. One SQLSTATE means different things in each. */
enum Phase {
    /** An ordinary connection. */
    CONNECT,
    /** A walsender connection. */
    CONNECT_FOR_REPLICATION,
    /** A question to the catalogs, or IDENTIFY_SYSTEM. */
    QUERY,
    CREATE_PUBLICATION,
    CREATE_SLOT,
    /** START_REPLICATION. */
    START,
    /** Between START_REPLICATION and the end of the stream. */
    STREAM,
    /** A command about a slot that somebody asked for once: drop, advance. */
    COMMAND,
    /** A logical message that is to be written. */
    MESSAGE;

    boolean connects() {
        return this == CONNECT || this == CONNECT_FOR_REPLICATION;
    }
}
