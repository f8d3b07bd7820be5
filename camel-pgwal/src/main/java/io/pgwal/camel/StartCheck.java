package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.preflight.Finding;
import io.pgwal.replication.preflight.Preflight;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The preflight of a consumer. */
final class StartCheck {

    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

    private StartCheck() {}

    /** Warns of steps that let exchanges complete too early. With manualAck that is for the user to decide. */
    static void route(PgWalConsumer consumer) {
        if (consumer.getRoute() == null
                || consumer.getEndpoint().getConfiguration().isManualAck()) {
            return;
        }
        try {
            EarlyCompletion.warn(
                    consumer.getEndpoint().getCamelContext(),
                    consumer.getRoute().getRoute());
        } catch (NoClassDefFoundError e) {
            LOG.debug("The route's steps are not examined: camel-core-model is not on the class path", e);
        }
    }

    /** @throws ReplicationFailure PREFLIGHT_FAILED with all that cannot work */
    static void run(SessionSettings settings) {
        String slot = settings.slot().name();
        List<Finding> findings;
        try {
            findings = Preflight.look(settings);
        } catch (ReplicationFailure unreachable) {
            LOG.warn("Nothing could be checked before the start of the slot {}: {}", slot, unreachable.getMessage());
            return; // the session waits for the server, as always
        }
        findings.stream()
                .filter(finding -> finding.level() == Finding.Level.WARN)
                .forEach(finding -> LOG.warn("The slot {}: {}", slot, finding));
        List<Finding> failed = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
        if (!failed.isEmpty()) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.PREFLIGHT_FAILED,
                    "The slot " + slot + " was not opened, because of what was found before:\n"
                            + failed.stream().map(Finding::toString).collect(Collectors.joining("\n"))
                            + "\nNothing was made",
                    "Fix these and start again, or start without preflight=true",
                    null);
        }
    }
}
