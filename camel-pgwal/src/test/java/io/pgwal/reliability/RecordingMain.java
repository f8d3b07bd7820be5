package io.pgwal.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The consumer's process. It ends in an orderly way when a line comes in, at once when its input ends (its parent is
 * gone), and with {@link #ROUTE_STOPPED} when the component stopped the route.
 */
final class RecordingMain {

    static final int ROUTE_STOPPED = 4;
    private static final int ORPHANED = 3;

    private RecordingMain() {}

    /** @param args uri, log, run, seed, crash point, crash at */
    public static void main(String[] args) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        EventLog log = new EventLog(Path.of(args[1]));
        context.addRoutes(new RecordingRoute(
                args[0],
                log,
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]),
                CrashPoint.valueOf(args[4]),
                Long.parseLong(args[5])));
        Thread main = Thread.currentThread();
        daemon("parent", () -> awaitParent(context, log));
        context.start();
        daemon("route", () -> watch(context));
        main.join(); // for ever: one of the two ends the process
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "recording-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitParent(DefaultCamelContext context, EventLog log) {
        try {
            if (System.in.read() < 0) {
                Runtime.getRuntime().halt(ORPHANED);
            }
            context.getShutdownStrategy().setTimeout(10);
            context.stop();
            log.close();
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    private static void watch(DefaultCamelContext context) {
        while (context.isStarted()) {
            ServiceStatus status = context.getRouteController().getRouteStatus(RecordingRoute.ID);
            if (status == ServiceStatus.Stopped && context.isStarted()) {
                Runtime.getRuntime().halt(ROUTE_STOPPED);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
