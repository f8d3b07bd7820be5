package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.SessionStatus;
import io.pgwal.replication.SlotState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a slot is, as maps with the keys that {@code src-docs/producer.md} lists. */
final class SlotReport {

    private SlotReport() {}

    /** @param status null before the consumer's first start */
    static Map<String, Object> ofConsumer(PgWalConsumer consumer, SessionStatus status, Instant now) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("routeId", consumer.getRouteId());
        if (status == null) {
            return report;
        }
        report.put("state", status.state().name());
        report.put("since", status.since().toString());
        report.put("asOf", status.asOf().toString());
        report.put("receivedLsn", ConsumerDetails.known(status.received()));
        report.put("confirmedLsn", ConsumerDetails.known(status.confirmed()));
        report.put("serverLsn", ConsumerDetails.known(status.serverEnd()));
        report.put("lagBytes", ConsumerDetails.lagBytes(status));
        report.put("lagMillis", ConsumerDetails.lagMillis(status, now));
        report.put("inFlight", status.inFlight());
        report.put(
                "oldestInFlightMillis",
                status.oldestInFlight()
                        .map(since -> Math.max(0, Duration.between(since, now).toMillis()))
                        .orElse(0L));
        report.put("reconnects", status.reconnects());
        report.put("undecodable", status.undecodable());
        status.lastFailure().ifPresent(failure -> report.put("lastError", failure.getMessage()));
        return report;
    }

    static Map<String, Object> ofServer(SlotState slot) {
        Map<String, Object> report = new LinkedHashMap<>();
        slot.plugin().ifPresent(plugin -> report.put("plugin", plugin));
        slot.database().ifPresent(database -> report.put("database", database));
        report.put("active", slot.isActive());
        if (slot.isActive()) {
            report.put("activePid", slot.activePid());
        }
        slot.walStatus().ifPresent(status -> report.put("walStatus", status));
        slot.whyLost().ifPresent(reason -> report.put("invalidationReason", reason));
        slot.safeWalBytes().ifPresent(bytes -> report.put("safeWalBytes", bytes));
        slot.restartLsn().map(Lsn::toString).ifPresent(lsn -> report.put("restartLsn", lsn));
        slot.confirmedFlush().map(Lsn::toString).ifPresent(lsn -> report.put("confirmedLsn", lsn));
        report.put("serverLsn", slot.serverEnd().toString());
        report.put("retainedBytes", slot.retainedBytes());
        report.put("lagBytes", slot.lagBytes());
        report.put("temporary", slot.temporary());
        report.put("twoPhase", slot.twoPhase());
        report.put("failover", slot.failover());
        slot.inactiveSince().ifPresent(since -> report.put("inactiveSince", since));
        report.put("spilledTransactions", slot.spilled());
        report.put("spilledBytes", slot.spilledBytes());
        return report;
    }
}
