package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.apache.camel.spi.RecoverableAggregationRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which steps of a route let an exchange complete before its work is done. */
class EarlyCompletionTest {

    private static final AggregationStrategy NEWEST = (old, next) -> next;

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void closeContext() {
        context.stop();
    }

    @Test
    void an_aggregate_is_found_with_its_remedies() throws Exception {
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .id("group")
                                .to("log:x");
                    }
                }))
                .singleElement()
                .asString()
                .contains(
                        "Route r", "aggregate (group)", "stops or crashes", "manualAck=true", "aggregationRepository");
    }

    @Test
    void a_nested_aggregate_is_found() throws Exception {
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .choice()
                                .when(constant(true))
                                .split(body())
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .to("log:x");
                    }
                }))
                .hasSize(1);
    }

    @Test
    void an_aggregate_behind_direct_and_seda_is_found_once() throws Exception {
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in").routeId("r").to("direct:a").to("direct://a?block=false");
                        from("direct:a").routeId("a").to("seda:b?size=10");
                        from("seda:b")
                                .routeId("b")
                                .to("direct:in")
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .to("log:x");
                    }
                }))
                .singleElement()
                .asString()
                .contains("Route b");
    }

    @Test
    void an_aggregate_completed_on_stop_is_lost_in_a_crash_only() throws Exception {
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .forceCompletionOnStop()
                                .to("log:x");
                    }
                }))
                .singleElement()
                .asString()
                .contains("when the route crashes");
    }

    @Test
    void an_aggregate_in_a_persistent_repository_is_not_found() throws Exception {
        context.getRegistry().bind("kept", new Kept());
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .aggregationRepository("kept")
                                .to("log:x")
                                .end()
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .aggregationRepository(new Kept())
                                .to("log:x");
                    }
                }))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "#kept", "#bean:kept", "{{repository}}"})
    void a_persistent_repository_is_recognized_however_its_name_is_written(String name) throws Exception {
        context.getRegistry().bind("kept", new Kept());
        context.getPropertiesComponent().addInitialProperty("repository", "#kept");
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .aggregate(constant(true), NEWEST)
                                .completionSize(5)
                                .aggregationRepository(name)
                                .to("log:x");
                    }
                }))
                .isEmpty();
    }

    @Test
    void steps_that_complete_with_their_work_are_not_found() throws Exception {
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .split(body(), NEWEST)
                                .to("log:x")
                                .end()
                                .multicast(NEWEST)
                                .parallelProcessing()
                                .to("direct:a", "log:y")
                                .end()
                                .enrich("direct:a", NEWEST)
                                .delay(1)
                                .asyncDelayed()
                                .threads(2)
                                .resequence(simple("${body}"))
                                .batch()
                                .to("seda:x");
                        from("direct:a").to("log:a");
                    }
                }))
                .isEmpty();
    }

    @Test
    void copies_and_streams_are_found() throws Exception {
        assertThat(found(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:in")
                                .routeId("r")
                                .wireTap("log:x")
                                .multicast()
                                .to("seda:a", "seda:b?waitForTaskToComplete=Always")
                                .end()
                                .to("seda:c?discardWhenFull=true")
                                .resequence(simple("${body}"))
                                .stream()
                                .to("log:x");
                    }
                }))
                .hasSize(4)
                .anyMatch(line -> line.contains("wireTap"))
                .anyMatch(line -> line.contains("waitForTaskToComplete=Always"))
                .anyMatch(line -> line.contains("discardWhenFull"))
                .anyMatch(line -> line.contains("resequence().batch()"));
    }

    private List<String> found(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        context.start();
        RouteDefinition route = ((ModelCamelContext) context).getRouteDefinition("r");
        return EarlyCompletion.of(context, route);
    }

    /** Counts as persistent by its type. */
    @SuppressWarnings("deprecation") // Camel still asks for the deprecated method
    private static final class Kept extends MemoryAggregationRepository implements RecoverableAggregationRepository {
        @Override
        public Set<String> scan(CamelContext camelContext) {
            return Set.of();
        }

        @Override
        public Exchange recover(CamelContext camelContext, String exchangeId) {
            return null;
        }

        @Override
        public void setRecoveryInterval(long interval, TimeUnit unit) {
            // nothing is recovered
        }

        @Override
        public void setRecoveryInterval(long interval) {
            // nothing is recovered
        }

        @Override
        public long getRecoveryInterval() {
            return 1000;
        }

        @Override
        public void setUseRecovery(boolean useRecovery) {
            // nothing is recovered
        }

        @Override
        public boolean isUseRecovery() {
            return false;
        }

        @Override
        public void setDeadLetterUri(String deadLetterUri) {
            // nothing is recovered
        }

        @Override
        public String getDeadLetterUri() {
            return null;
        }

        @Override
        public void setMaximumRedeliveries(int maximumRedeliveries) {
            // nothing is recovered
        }

        @Override
        public int getMaximumRedeliveries() {
            return 0;
        }
    }
}
