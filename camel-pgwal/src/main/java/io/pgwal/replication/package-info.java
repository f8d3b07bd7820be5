/**
 * One slot, one thread: a replication session as plain Java, usable without Camel.
 *
 * <pre>
 *   WalStream → WalPump → TransactionAssembler → {@link io.pgwal.replication.ChangeListener}
 *      ↑           │                                         │
 *      └─ status ──┴── AckTracker ←── InFlight ←── {@link io.pgwal.replication.Delivery}
 * </pre>
 *
 * <p>The session's thread owns the socket, the decoder, the assembler and the tracker. Every other thread leaves a note
 * ({@code InFlight}) and touches nothing else.
 */
package io.pgwal.replication;
