package io.pgwal.reliability;

/** Where a consumer's process ends itself, as a SIGKILL would. */
enum CrashPoint {
    NONE,
    /** The exchange is in the route, which has done nothing yet. */
    DISPATCHED,
    /** The route has done its work; the exchange has not completed. */
    RECORDED;

    static final int EXIT = 137;
}
