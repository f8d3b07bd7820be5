package io.pgwal.replication;

/**
 * The replication slot.
 *
 * @param create    make it when it is missing at the first start; never later, which would be a silent gap
 * @param temporary the server drops it with the connection, and what happens until the next one is lost
 * @param failover  let the server copy it to its standbys; takes effect on PostgreSQL 17 and later
 * @param dropOnStop drop it when the session is stopped, and with it all that was not acknowledged
 * @param shared     instances take turns to read it: a slot that is ahead of this session was read by another one. Else that
 *                   ends the session, as it may be a gap
 */
public record SlotSettings(
        String name, boolean create, boolean temporary, boolean failover, boolean dropOnStop, boolean shared) {

    public SlotSettings {
        if (!name.matches("[a-z0-9_]{1,63}")) {
            throw ReplicationFailure.badSetting(
                    "slot", "'" + name + "' is no slot name: 1 to 63 lower-case letters, digits and underscores");
        }
    }

    /** A permanent slot, created when missing, with failover. */
    public static SlotSettings named(String name) {
        return new SlotSettings(name, true, false, true, false, false);
    }

    public SlotSettings withShared(boolean value) {
        return new SlotSettings(name, create, temporary, failover, dropOnStop, value);
    }
}
