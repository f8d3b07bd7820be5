/**
 * The component {@code pgwal}: changes as exchanges, and completion of an exchange as acknowledgement.
 *
 * <pre>
 *   ReplicationSession ── onChange ──→ ExchangeDispatcher ──→ Exchange → route
 *           ↑                                                          │
 *           └──────────── Delivery ←───────── Completion ←─────────────┘
 * </pre>
 */
package io.pgwal.camel;
