package io.pgwal.reliability;

/** What can go wrong in a history. */
enum Fault {
    KILL_CONSUMER,
    STOP_CONSUMER,
    TERMINATE_WALSENDER,
    STOP_SERVER_FAST,
    STOP_SERVER_IMMEDIATE,
    KILL_SERVER,
    KILL_BOTH,
    CUT,
    HALF_CLOSE_TO_SERVER,
    HALF_CLOSE_TO_CLIENT,
    STALL_TO_SERVER,
    STALL_TO_CLIENT,
    STALL_BOTH,
    DELAY
}
