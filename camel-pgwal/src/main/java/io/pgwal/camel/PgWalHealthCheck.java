package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness of one consumer. UP while it streams, while it is suspended on purpose, and while it is a standby (which is as
 * ready as it is to be; its state is in the details); DOWN with the reason otherwise, and while one exchange holds the
 * position for longer than {@code readinessTimeout}. Asks nobody: it reads what the
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
        Instant now = Instant.now();
        builder.details(ConsumerDetails.of(consumer, now));
        Throwable startFailure = consumer.getStartFailure();
        SessionStatus status = consumer.getSessionStatus();
        if (startFailure != null || status == null) {
            down(builder, startFailure == null ? "The consumer has not started" : startFailure.getMessage());
            builder.error(startFailure);
            return;
        }
        PgWalConfiguration configuration = consumer.getEndpoint().getConfiguration();
        String reason = whyDown(status, now, 2 * configuration.getStatusInterval());
        if (reason == null
                && status.state() == SessionStatus.State.STREAMING
                && configuration.getReadinessTimeout() > 0) {
            reason = consumer.getStuck(Duration.ofMillis(configuration.getReadinessTimeout()));
        }
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
}
