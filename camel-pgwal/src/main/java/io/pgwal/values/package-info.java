/**
 * From bytes to plain Java: relations, rows and values. Knows the JDK and the room {@code protocol}; never queries.
 *
 * <pre>
 *   Relation message + {@link io.pgwal.values.TypeCatalog} → {@link io.pgwal.values.RowDecoder}
 *   Tuple → RowDecoder → {@link io.pgwal.values.Row}, whose values are decoded when they are read
 *   bytes → ValueCodec (one for each type, out of the table BuiltinTypes or composed by TypeCatalog) → value
 * </pre>
 *
 * <p>A value, SQL NULL and "not sent" are three different things ({@link io.pgwal.values.Cell}). The text and the binary
 * format of a value give equal Java objects. A value that does not decode is delivered as its text and reported; it
 * never stops a slot.
 *
 * <p>What each PostgreSQL type becomes: {@code src-docs/types.md}.
 */
package io.pgwal.values;
