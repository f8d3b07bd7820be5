package io.pgwal.values;

import java.io.Serializable;

/**
 * A column of a {@link Relation}, as the publication sends it.
 *
 * @param typmod -1 when the type has no modifier; else as in {@code pg_attribute.atttypmod}
 * @param key    part of the key: of the replica identity, or of the primary key under REPLICA IDENTITY FULL
 */
public record Column(String name, PgType type, int typmod, boolean key) implements Serializable {}
