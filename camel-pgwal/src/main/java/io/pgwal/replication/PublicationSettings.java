package io.pgwal.replication;

import java.util.List;

/**
 * The publications that are read.
 *
 * @param names  as the catalog has them, case and all
 * @param create make the missing ones
 * @param tables what a created one publishes: {@code schema.table} or {@code table} as the catalog has them, or
 *               {@code *} alone for all tables of the database (needs a superuser)
 */
public record PublicationSettings(List<String> names, boolean create, List<String> tables) {

    public PublicationSettings {
        names = List.copyOf(names);
        tables = List.copyOf(tables);
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw ReplicationFailure.badSetting("publication", "is missing: name the publication to read");
        }
        if (create && tables.isEmpty()) {
            throw ReplicationFailure.badSetting(
                    "tables", "is missing: createPublication=true needs the tables to publish, or * for all");
        }
    }

    /** An existing one. */
    public static PublicationSettings named(String name) {
        return new PublicationSettings(List.of(name), false, List.of());
    }
}
