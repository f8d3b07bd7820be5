package io.pgwal.replication;

/** Whether large transactions are sent before they commit. */
public enum Streaming {
    /** The server keeps them, in files of its own, and sends them when they have committed. */
    OFF,
    /** They come in blocks while they are in progress, and are kept here. */
    ON,
    /** As ON, and aborts say where and when (PostgreSQL 16). */
    PARALLEL
}
