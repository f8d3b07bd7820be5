package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.LoggingExceptionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;

/** What the session's own log lines say of their route. */
class RouteMdcTest {

    /** There is no server: each failed attempt to connect is told by the session's thread. */
    private static final String NOWHERE = "pgwal:s?publication=p&host=localhost&port=1&database=d&username=u"
            + "&reconnectDelay=50&exceptionHandler=#handler";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private Object adapter;

    /** The logger of the tests has no MDC. */
    @BeforeEach
    void useMdc() throws Exception {
        adapter = replaceAdapter(new BasicMDCAdapter());
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        replaceAdapter(adapter);
    }

    @Test
    void the_session_of_a_route_logs_with_the_route_s_id() throws Exception {
        context.setUseMDCLogging(true);
        start();
        said.poll(20, TimeUnit.SECONDS); // by the thread that starts the route, whose MDC is its own
        assertThat(said.poll(20, TimeUnit.SECONDS)).as("by the session's own").isEqualTo("orders");
    }

    @Test
    void nothing_is_put_there_unless_Camel_does_so_itself() throws Exception {
        start();
        assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("null");
        assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("null");
    }

    private void start() throws Exception {
        context.getRegistry().bind("handler", ExceptionHandler.class, new Recording());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(NOWHERE).routeId("orders").to("log:x");
            }
        });
        context.start();
    }

    private static Object replaceAdapter(Object other) throws ReflectiveOperationException {
        for (Field field : MDC.class.getDeclaredFields()) {
            if (field.getType().getSimpleName().equals("MDCAdapter")) {
                field.setAccessible(true);
                Object before = field.get(null);
                field.set(null, other);
                return before;
            }
        }
        throw new AssertionError("MDC has no adapter");
    }

    private final class Recording extends LoggingExceptionHandler {

        Recording() {
            super(RouteMdcTest.this.context, RouteMdcTest.class);
        }

        @Override
        public void handleException(String message, org.apache.camel.Exchange exchange, Throwable exception) {
            said.add(String.valueOf(MDC.get("camel.routeId")));
        }
    }
}
