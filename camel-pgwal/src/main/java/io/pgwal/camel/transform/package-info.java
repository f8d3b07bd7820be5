/**
 * Bodies for other systems: JSON, Debezium's envelope, CloudEvents. All of it needs Jackson, which the rest of the
 * component does not; {@link io.pgwal.camel.transform.Jackson} says so when it is missing.
 *
 * <p>The way of a body: exchange or {@code Change} → {@link io.pgwal.camel.transform.Event} → one of the three envelopes
 * → {@link io.pgwal.camel.transform.Json}. Values are written by {@link io.pgwal.camel.transform.JsonValues} (plain) and
 * {@link io.pgwal.camel.transform.DebeziumValues}.
 */
package io.pgwal.camel.transform;
