package io.pgwal.camel;

import io.pgwal.replication.SampleChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Changes through dispatcher, lanes, exchanges and a real route, and their receipts back; for one change of 1,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LaneBenchmark {

    private static final int CHANGES = 1000;

    @Param({"1", "4"})
    private int lanes;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final LaneControl control = new LaneControl((what, cause) -> {
        throw new IllegalStateException(what, cause);
    });
    private final List<Thread> threads = new ArrayList<>();
    private final SampleChanges changes = new SampleChanges(CHANGES);
    private ExchangeDispatcher dispatcher;

    @Setup
    public void setUp() throws Exception {
        SampleEndpoint source = new SampleEndpoint(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(source)
                        .process(exchange ->
                                exchange.getMessage().getBody(Map.class).get("name"));
            }
        });
        context.start();
        List<Lane> all = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            Lane lane = new Lane(
                    control,
                    new Routed(source),
                    new FailurePolicy("stop", Duration.ZERO, Duration.ZERO),
                    Batching.OFF,
                    LaneMeter.NONE);
            all.add(lane);
            threads.add(new Thread(lane, "lane-" + i));
        }
        threads.forEach(Thread::start);
        dispatcher = new ExchangeDispatcher(
                control,
                all,
                new LaneRouter(LaneRouter.Ordering.NONE, lanes),
                1,
                false,
                failure -> {},
                failure -> {},
                start -> {});
    }

    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public void throughRoute() {
        changes.through(dispatcher);
    }

    @TearDown
    public void tearDown() throws InterruptedException {
        dispatcher.drain(1_000);
        for (Thread thread : threads) {
            thread.join();
        }
        context.stop();
    }

    /** Exchanges into the route. */
    private static final class Routed extends Exchanges {
        private final SampleEndpoint source;

        Routed(SampleEndpoint source) {
            super(new Source("sample", "sample"), false, false);
            this.source = source;
        }

        @Override
        Exchange create() {
            return source.createExchange();
        }

        @Override
        void route(Exchange exchange, Completion completion) {
            source.route.process(exchange, completion);
        }

        @Override
        void release(Exchange exchange) {
            // not pooled
        }

        @Override
        void failed(String text, Throwable cause, boolean trace) {
            throw new IllegalStateException(text, cause);
        }
    }

    /** Whose consumer gives away the route. */
    private static final class SampleEndpoint extends DefaultEndpoint {
        private AsyncProcessor route;

        SampleEndpoint(DefaultCamelContext context) {
            super("sample:changes", null);
            setCamelContext(context);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            route = AsyncProcessorConverterHelper.convert(processor);
            return new DefaultConsumer(this, processor);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("it is read only");
        }
    }
}
