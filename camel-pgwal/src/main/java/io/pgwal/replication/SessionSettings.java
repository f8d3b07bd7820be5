package io.pgwal.replication;

/** All that a {@link ReplicationSession} needs to know. Immutable and checked. */
public record SessionSettings(
        ConnectionSettings connection,
        SlotSettings slot,
        PublicationSettings publications,
        StreamOptions stream,
        Pace pace,
        SpillSettings spill) {

    public SessionSettings {
        connection = connection.forSlot(slot.name());
    }

    public static SessionSettings of(ConnectionSettings connection, String slot, String publication) {
        return new SessionSettings(
                connection,
                SlotSettings.named(slot),
                PublicationSettings.named(publication),
                StreamOptions.defaults(),
                Pace.defaults(),
                SpillSettings.defaults());
    }

    public SessionSettings with(SlotSettings other) {
        return new SessionSettings(connection, other, publications, stream, pace, spill);
    }

    public SessionSettings with(PublicationSettings other) {
        return new SessionSettings(connection, slot, other, stream, pace, spill);
    }

    public SessionSettings with(StreamOptions other) {
        return new SessionSettings(connection, slot, publications, other, pace, spill);
    }

    public SessionSettings with(SpillSettings other) {
        return new SessionSettings(connection, slot, publications, stream, pace, other);
    }

    public SessionSettings with(Pace other) {
        return new SessionSettings(connection, slot, publications, stream, other, spill);
    }
}
