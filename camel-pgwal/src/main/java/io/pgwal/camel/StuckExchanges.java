package io.pgwal.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Exchanges that hold the slot's position for too long: they fail, hang in the route, or were handed over. */
final class StuckExchanges {

    private final LaneControl control;
    private final List<Lane> lanes;

    StuckExchanges(LaneControl control, List<Lane> lanes) {
        this.control = control;
        this.lanes = lanes;
    }

    /** Names the first found; null when none takes longer than that. Any thread. */
    String beyond(Duration patience) {
        return failing(patience)
                .or(() -> inRoute(patience))
                .or(() -> handedOver(patience))
                .orElse(null);
    }

    private Optional<String> failing(Duration patience) {
        Instant limit = Instant.now().minus(patience);
        return control.failing()
                .oldest()
                .filter(failing -> failing.since().isBefore(limit))
                .map(failing -> "An exchange has been failing since " + failing.since() + ": " + failing);
    }

    private Optional<String> inRoute(Duration patience) {
        long now = System.nanoTime();
        return lanes.stream()
                .map(Lane::current)
                .filter(Objects::nonNull)
                .filter(attempt -> now - attempt.begin() > patience.toNanos())
                .findFirst()
                .map(attempt -> "An exchange has been in the route for "
                        + Duration.ofNanos(now - attempt.begin()).toSeconds() + " s: " + attempt.parcel());
    }

    private Optional<String> handedOver(Duration patience) {
        long now = System.nanoTime();
        return control.handedOver()
                .oldest(now)
                .filter(waiting -> now - waiting.since() > patience.toNanos())
                .map(waiting -> "The route has let go of an exchange and nobody has completed it for "
                        + Duration.ofNanos(now - waiting.since()).toSeconds() + " s: " + waiting.parcel());
    }
}
