package io.pgwal.replication;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The publications that are read.
 *
 * @param names  as the catalog has them, case and all
 * @param create make the missing ones
 * @param alter  change an existing one to what {@code tables} says, at each connection
 * @param tables what a created one publishes: {@code schema.table} as the catalog has them ({@code table} is one of the
 *               schema public), or {@code *} alone for all tables of the database (needs a superuser)
 */
public record PublicationSettings(List<String> names, boolean create, boolean alter, List<String> tables) {

    public PublicationSettings {
        names = List.copyOf(names);
        tables = List.copyOf(tables);
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw ReplicationFailure.badSetting("publication", "is missing: name the publication to read");
        }
        names.stream().filter(PublicationSettings::isTooLong).findFirst().ifPresent(name -> {
            throw ReplicationFailure.badSetting(
                    "publication",
                    "'" + name + "' is no name: it is longer than 63 bytes, where PostgreSQL cuts it off");
        });
        if (tables.contains("*") && tables.size() > 1) {
            throw ReplicationFailure.badSetting("tables", "has * beside other tables: * stands alone, for all of them");
        }
        if (create && tables.isEmpty()) {
            throw ReplicationFailure.badSetting(
                    "tables", "is missing: createPublication=true needs the tables to publish, or * for all");
        }
    }

    /** Existing ones are left as they are. */
    public PublicationSettings(List<String> names, boolean create, List<String> tables) {
        this(names, create, false, tables);
    }

    private static boolean isTooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > 63;
    }

    /** An existing one. */
    public static PublicationSettings named(String name) {
        return new PublicationSettings(List.of(name), false, List.of());
    }
}
