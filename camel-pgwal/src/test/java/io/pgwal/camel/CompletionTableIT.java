package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.PgServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What completion means for each way in which a route can end, with plain and with pooled exchanges. This is Camel's
 * behaviour, so one server is enough.
 */
class CompletionTableIT extends RouteFixture {

    private enum Expected {
        ACKNOWLEDGED,
        /** Held, and tried again until it succeeds. */
        TRIED_AGAIN,
        /** Held for good. */
        HELD
    }

    /** A route from {@code uri}; {@code fails} says whether this try fails. */
    private record Ending(String name, Expected expected, Routes routes) {
        @Override
        public String toString() {
            return name + " is " + expected;
        }
    }

    private interface Routes {
        void configure(RouteBuilder builder, String uri, AtomicInteger failures);
    }

    CompletionTableIT() {
        super(PgServers.newest());
    }

    static Stream<Arguments> endings() {
        return Stream.of(plain(), handled(), failing(), handedOver(), early())
                .flatMap(List::stream)
                .flatMap(ending -> Stream.of(Arguments.of(ending, false), Arguments.of(ending, true)));
    }

    private static List<Ending> plain() {
        return List.of(
                new Ending("a route that goes through", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .to("log:x?level=OFF")),
                new Ending("an exchange that is filtered out", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .filter(b.constant(false))
                        .to("log:x")),
                new Ending("stop()", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .stop()),
                new Ending("split in parallel", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .split(b.constant(List.of(1, 2, 3)))
                        .parallelProcessing()
                        .delay(20)),
                new Ending("an exception that is caught", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .doTry()
                        .throwException(new IllegalStateException("caught"))
                        .doCatch(IllegalStateException.class)
                        .end()));
    }

    private static List<Ending> handled() {
        return List.of(
                new Ending("handled(true)", Expected.ACKNOWLEDGED, (b, uri, f) -> {
                    b.onException(IllegalStateException.class).handled(true);
                    b.from(uri).throwException(new IllegalStateException("handled"));
                }),
                new Ending("continued(true)", Expected.ACKNOWLEDGED, (b, uri, f) -> {
                    b.onException(IllegalStateException.class).continued(true);
                    b.from(uri).throwException(new IllegalStateException("continued"));
                }),
                new Ending("a dead letter channel", Expected.ACKNOWLEDGED, (b, uri, f) -> {
                    b.errorHandler(b.deadLetterChannel("log:dead?level=OFF"));
                    b.from(uri).throwException(new IllegalStateException("dead"));
                }),
                new Ending("a dead letter channel that refuses, and may", Expected.TRIED_AGAIN, (b, uri, f) -> {
                    b.errorHandler(b.deadLetterChannel("direct:park").deadLetterHandleNewException(false));
                    b.from(uri).process(exchange -> fail(f));
                    b.from("direct:park")
                            .errorHandler(b.noErrorHandler())
                            .throwException(new IllegalStateException("full"));
                }),
                new Ending(
                        "a dead letter channel that refuses, as it is by default",
                        Expected.ACKNOWLEDGED,
                        (b, uri, f) -> {
                            b.errorHandler(b.deadLetterChannel("direct:park"));
                            b.from(uri).throwException(new IllegalStateException("dead"));
                            b.from("direct:park")
                                    .errorHandler(b.noErrorHandler())
                                    .throwException(new IllegalStateException("full"));
                        }));
    }

    private static List<Ending> failing() {
        return List.of(
                new Ending("an exception", Expected.TRIED_AGAIN, (b, uri, f) -> b.from(uri)
                        .process(exchange -> fail(f))),
                new Ending("asynchronous redelivery that is exhausted", Expected.TRIED_AGAIN, (b, uri, f) -> {
                    b.onException(IllegalStateException.class)
                            .maximumRedeliveries(2)
                            .redeliveryDelay(10)
                            .asyncDelayedRedelivery();
                    b.from(uri).process(exchange -> {
                        if (f.get() > 0) {
                            if (Integer.valueOf(2)
                                    .equals(exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER))) {
                                f.decrementAndGet();
                            }
                            throw new IllegalStateException("again");
                        }
                    });
                }),
                new Ending("markRollbackOnly()", Expected.TRIED_AGAIN, (b, uri, f) -> b.from(uri)
                        .choice()
                        .when(exchange -> f.getAndDecrement() > 0)
                        .markRollbackOnly()
                        .end()),
                new Ending("rollback()", Expected.TRIED_AGAIN, (b, uri, f) -> b.from(uri)
                        .choice()
                        .when(exchange -> f.getAndDecrement() > 0)
                        .rollback("back")
                        .end()),
                new Ending("a full seda queue", Expected.TRIED_AGAIN, (b, uri, f) -> b.from(uri)
                        .choice()
                        .when(exchange -> f.getAndDecrement() > 0)
                        .to("seda:full-" + uri.hashCode() + "?size=1&blockWhenFull=false&failIfNoConsumers=false")
                        .to("seda:full-" + uri.hashCode() + "?size=1&blockWhenFull=false&failIfNoConsumers=false")
                        .to("seda:full-" + uri.hashCode() + "?size=1&blockWhenFull=false&failIfNoConsumers=false")
                        .end()));
    }

    private static List<Ending> handedOver() {
        return List.of(
                new Ending("seda", Expected.ACKNOWLEDGED, (b, uri, f) -> {
                    b.from(uri).to("seda:next");
                    b.from("seda:next").delay(50);
                }),
                new Ending("a failure behind seda", Expected.TRIED_AGAIN, (b, uri, f) -> {
                    b.from(uri).to("seda:next");
                    b.from("seda:next").delay(50).process(exchange -> fail(f));
                }),
                new Ending("threads()", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .threads(2)
                        .delay(50)),
                new Ending("a failure behind threads()", Expected.TRIED_AGAIN, (b, uri, f) -> b.from(uri)
                        .threads(2)
                        .process(exchange -> fail(f))),
                new Ending(
                        "an asynchronous delay",
                        Expected.ACKNOWLEDGED,
                        (b, uri, f) -> b.from(uri).delay(50).asyncDelayed().end()),
                new Ending("resequence in batches", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .resequence(b.header(PgWalConstants.EVENT_ID))
                        .batch()
                        .timeout(100)
                        .to("log:x?level=OFF")),
                new Ending("a full seda queue that discards", Expected.HELD, (b, uri, f) -> b.from(uri)
                        .to("seda:discards?size=1&discardWhenFull=true&failIfNoConsumers=false")
                        .to("seda:discards?size=1&discardWhenFull=true&failIfNoConsumers=false")));
    }

    private static List<Ending> early() {
        return List.of(
                new Ending("multicast to seda", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .multicast()
                        .to("seda:a?failIfNoConsumers=false", "seda:b?failIfNoConsumers=false")),
                new Ending("wireTap", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .wireTap("seda:tap?failIfNoConsumers=false")),
                new Ending("aggregate", Expected.ACKNOWLEDGED, (b, uri, f) -> b.from(uri)
                        .aggregate(b.constant(true), new GroupedBodyAggregationStrategy())
                        .completionSize(1000)
                        .to("log:x")));
    }

    @ParameterizedTest(name = "{0}, pooled: {1}")
    @MethodSource("endings")
    void an_ending(Ending ending, boolean pooled) throws Exception {
        if (pooled) {
            context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
        AtomicInteger failures = new AtomicInteger(2);
        route(new RouteBuilder() {
            @Override
            public void configure() {
                interceptFrom("pgwal*").process(CompletionTableIT.this::see);
                ending.routes.configure(this, uri(), failures);
            }
        });
        database.sql("INSERT INTO t VALUES (1)");
        await().until(() -> !seen.isEmpty());
        if (ending.expected == Expected.HELD) {
            await().during(Duration.ofSeconds(1)).until(() -> !isConfirmed(seen.get(0)));
            PgWalConsumer consumer = (PgWalConsumer) context.getRoutes().get(0).getConsumer();
            assertThat(consumer.getPendingExchangesSize()).isEqualTo(1);
            context.getShutdownStrategy().setTimeout(1);
            return;
        }
        awaitConfirmed(seen.get(0).header(PgWalConstants.END_LSN));
        assertThat(seen).hasSize(ending.expected == Expected.TRIED_AGAIN ? 3 - Math.max(0, failures.get()) : 1);
        assertThat(seen)
                .extracting(one -> one.header(PgWalConstants.EVENT_ID))
                .hasSizeGreaterThan(0)
                .containsOnly(seen.get(0).header(PgWalConstants.EVENT_ID));
        if (ending.expected == Expected.TRIED_AGAIN) {
            assertThat(seen.get(1).headers()).containsEntry(PgWalConstants.REDELIVERY, 1);
        }
    }

    private static void fail(AtomicInteger failures) {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("not yet");
        }
    }
}
