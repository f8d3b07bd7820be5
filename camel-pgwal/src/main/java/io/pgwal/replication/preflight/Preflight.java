package io.pgwal.replication.preflight;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at all that a session with the same settings depends on, and at what it does to the server. Changes nothing there:
 * its session is read-only, which the server itself sees to.
 */
public final class Preflight {

    private record Named(String name, Check check) {}

    private static final List<Named> CHECKS = List.of(
            new Named("server", ServerChecks::version),
            new Named("provider", ProviderChecks::provider),
            new Named("wal_level", ServerChecks::walLevel),
            new Named("output plugin", ServerChecks::outputPlugin),
            new Named("options", ServerChecks::options),
            new Named("max_replication_slots", ServerChecks::slots),
            new Named("max_wal_senders", ServerChecks::senders),
            new Named("role", AccessChecks::role),
            new Named("session settings", AccessChecks::sessionSettings),
            new Named("publication", PublicationChecks::publications),
            new Named("tables", PublicationChecks::tables),
            new Named("column lists", PublicationChecks::columnLists),
            new Named("replica identity", TableChecks::identity),
            new Named("row-level security", TableChecks::rowSecurity),
            new Named("binary", TableChecks::binary),
            new Named("slot", SlotChecks::own),
            new Named("open transactions", SlotChecks::openTransactions),
            new Named("other slots", SlotChecks::others),
            new Named("max_slot_wal_keep_size", ServerChecks::walKept),
            new Named("idle_replication_slot_timeout", ServerChecks::idleSlots),
            new Named("wal_sender_timeout", ServerChecks::senderTimeout),
            new Named("logical_decoding_work_mem", ServerChecks::decodingMemory),
            new Named("failover", FailoverChecks::failover),
            // last, so that its walsender does not show up in the others
            new Named("replication connection", AccessChecks::replicationConnection));

    private Preflight() {}

    /** Names, in order. */
    static List<String> checks() {
        return CHECKS.stream().map(Named::name).toList();
    }

    /**
     * @return in a fixed order; a check may find nothing, or several things
     * @throws ReplicationFailure when there is no connection to look over
     */
    public static List<Finding> look(SessionSettings settings) {
        try (Connection connection = connect(settings)) {
            try (Statement sql = connection.createStatement()) {
                sql.execute("SET default_transaction_read_only = on");
            }
            Examination examination = new Examination(
                    connection, settings, Facts.of(connection, settings.slot().name()));
            List<Finding> findings = new ArrayList<>();
            for (Named named : CHECKS) {
                findings.addAll(examination.run(named.name, named.check));
            }
            return findings;
        } catch (SQLException e) {
            throw ReplicationFailure.ofCommand(
                    e,
                    "Looking at " + settings.connection().location(),
                    settings.connection(),
                    settings.slot().name());
        }
    }

    private static Connection connect(SessionSettings settings) {
        try {
            return settings.connection().connect();
        } catch (SQLException e) {
            throw ReplicationFailure.ofConnecting(
                    e, settings.connection(), settings.slot().name());
        }
    }
}
