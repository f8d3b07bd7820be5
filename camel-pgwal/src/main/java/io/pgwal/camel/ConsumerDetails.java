package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a consumer is, by the names that health, dev console and JMX share ({@code src-docs/observability.md}). */
final class ConsumerDetails {

    private ConsumerDetails() {}

    /** In a fixed order; null where something is not known. */
    static Map<String, Object> of(PgWalConsumer consumer, Instant now) {
        PgWalConfiguration configuration = consumer.getEndpoint().getConfiguration();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("slot", configuration.getSlot());
        details.put("publication", configuration.getPublication());
        SessionStatus status = consumer.getSessionStatus();
        if (status == null) {
            details.put("lastError", consumer.getLastError());
            return details;
        }
        details.put("state", status.state().name());
        details.put("since", status.since().toString());
        details.put("lastError", consumer.getLastError());
        details.put("attempts", status.attempts());
        details.put("receivedLsn", known(status.received()));
        details.put("confirmedLsn", known(status.confirmed()));
        details.put("lagBytes", lagBytes(status));
        details.put("lagMillis", lagMillis(status, now));
        details.put("inFlight", status.inFlight());
        details.put("handedOver", consumer.getHandedOver());
        details.put("oldestInFlightMillis", age(status.oldestInFlight(), now));
        details.put("reconnects", status.reconnects());
        details.put("slotCreations", status.slotCreations());
        details.put("retries", consumer.getRetries());
        details.put("failing", consumer.getFailing());
        details.put("skipped", consumer.getSkipped());
        details.put("undecodable", status.undecodable());
        details.put("receivedBytes", status.receivedBytes());
        details.put("spilledBytes", status.spilledBytes());
        details.put("walStatus", status.walStatus().orElse(null));
        details.put("heartbeatError", status.heartbeatError().orElse(null));
        return details;
    }

    /** Null before the first connection. */
    static String known(Lsn lsn) {
        return lsn.equals(Lsn.ZERO) ? null : lsn.toString();
    }

    /** Null when it is not known. */
    static Long lagBytes(SessionStatus status) {
        return status.lagBytes().isPresent() ? status.lagBytes().getAsLong() : null;
    }

    /** Null when it is not known. */
    static Long lagMillis(SessionStatus status, Instant now) {
        return status.isConnected() ? status.lagTime(now).toMillis() : null;
    }

    static long age(Optional<Instant> since, Instant now) {
        return since.map(instant -> Math.max(0, Duration.between(instant, now).toMillis()))
                .orElse(0L);
    }
}
