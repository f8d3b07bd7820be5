package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness of one consumer. UP while it streams, while it is suspended on purpose, and while it is a standby (which is as
 * ready as it is to be; its state is in the details); DOWN with the reason otherwise. Asks nobody: it reads what the
 * session says of itself, and does not believe what is older than two status intervals.
 */
final class PgWalHealthCheck extends AbstractHealthCheck {

    private final PgWalConsumer consumer;

    PgWalHealthCheck(PgWalConsumer consumer, String id) {
        super("camel", id);
        this.consumer = consumer;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        PgWalConfiguration configuration = consumer.getEndpoint().getConfiguration();
        builder.detail("slot", configuration.getSlot());
        builder.detail("publication", configuration.getPublication());
        Throwable startFailure = consumer.getStartFailure();
        SessionStatus status = consumer.getSessionStatus();
        if (status == null) {
            down(builder, startFailure == null ? "The consumer has not started" : startFailure.getMessage());
            if (startFailure != null) {
                builder.detail("lastError", startFailure.getMessage());
            }
            return;
        }
        Instant now = Instant.now();
        details(builder, status, now);
        String reason = whyDown(status, now, 2 * configuration.getStatusInterval());
        if (reason == null) {
            builder.up();
        } else {
            down(builder, reason);
            status.lastFailure().ifPresent(builder::error);
        }
    }

    private static void down(HealthCheckResultBuilder builder, String reason) {
        builder.message(reason);
        builder.down();
    }

    /** Null when it is up. */
    private static String whyDown(SessionStatus status, Instant now, long staleMillis) {
        String failure =
                status.lastFailure().map(ReplicationFailure::getMessage).orElse("no connection was made yet");
        return switch (status.state()) {
            case STANDBY -> null;
            case CONNECTING -> "Not connected since " + status.since() + ": " + failure;
            case STOPPED ->
                "Stopped since " + status.since()
                        + status.lastFailure()
                                .map(cause -> ": " + cause.getMessage())
                                .orElse("");
            case SILENT -> "Connected, but the server does not answer since " + status.since();
            case STREAMING, PAUSED -> {
                Duration age = Duration.between(status.asOf(), now);
                yield age.toMillis() <= staleMillis
                        ? null
                        : "Reading the slot has hung since " + status.asOf() + ", waiting for the server";
            }
        };
    }

    private static void details(HealthCheckResultBuilder builder, SessionStatus status, Instant now) {
        builder.detail("state", status.state().name());
        builder.detail("since", status.since().toString());
        builder.detail(
                "lastError", status.lastFailure().map(Throwable::getMessage).orElse(null));
        builder.detail("receivedLsn", status.received().toString());
        builder.detail("confirmedLsn", status.confirmed().toString());
        builder.detail("lagBytes", status.lagBytes());
        builder.detail("lagMillis", status.lagTime(now).toMillis());
        builder.detail("inFlight", status.inFlight());
        builder.detail("oldestInFlightMillis", age(status.oldestInFlight(), now));
        builder.detail("reconnects", status.reconnects());
        builder.detail("undecodable", status.undecodable());
        builder.detail("walStatus", status.walStatus().orElse(null));
    }

    private static long age(Optional<Instant> since, Instant now) {
        return since.map(instant -> Math.max(0, Duration.between(instant, now).toMillis()))
                .orElse(0L);
    }
}
