/**
 * pgoutput as the server writes it: every message of protocol versions 1 to 4, and the envelope around them.
 *
 * <pre>
 *   CopyData bytes → {@link io.pgwal.protocol.WalFrame} → {@link io.pgwal.protocol.PgOutputDecoder} → {@link io.pgwal.protocol.PgOutputMessage}
 *   {@link io.pgwal.protocol.StatusUpdate} → CopyData bytes
 * </pre>
 *
 * <p>Pure functions over bytes: no I/O, no clock, nothing but the JDK. Bytes that are not what they claim to be are a
 * {@link io.pgwal.protocol.MalformedMessageException}, whatever they are; nothing else is ever thrown, and nothing is
 * skipped.
 *
 * <p>Source: PostgreSQL 14 to 18, chapters "Streaming Replication Protocol", "Logical Streaming Replication Protocol"
 * and "Logical Replication Message Formats".
 */
package io.pgwal.protocol;
