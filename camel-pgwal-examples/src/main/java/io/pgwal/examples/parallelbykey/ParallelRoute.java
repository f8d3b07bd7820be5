package io.pgwal.examples.parallelbykey;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/** A slow sink, and as many lanes to it as are asked for. */
final class ParallelRoute extends RouteBuilder {

    private final int lanes;
    private final StepsOfParcels sink;

    ParallelRoute(int lanes, StepsOfParcels sink) {
        this.lanes = lanes;
        this.sink = sink;
    }

    @Override
    public void configure() {
        from("pgwal:pgwal_parcels?publication=pgwal_parcels&kinds=update&ordering=key&concurrentConsumers=" + lanes)
                .routeId("track")
                .delay(simple("${random(1,10)}")) // ms, each time another: nothing stays in order by chance
                .process(update -> sink.heard(update.getMessage().getBody(Map.class)));
    }
}
