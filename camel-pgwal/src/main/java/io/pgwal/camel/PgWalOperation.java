package io.pgwal.camel;

/** What a producer does. Described one by one in {@code src-docs/producer.md}. */
public enum PgWalOperation {
    /** Writes the body as a logical message. */
    emitMessage,
    /** Answers with how the slot and its consumer are. */
    status,
    /** The running consumer keeps its connection and hands nothing over. */
    pause,
    resume,
    /** Moves the slot past an event or to a position. */
    advance,
    dropSlot
}
