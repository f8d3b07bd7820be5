package io.pgwal.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Forwards TCP connections to a server and, when told, treats them badly. */
final class FlakyProxy implements AutoCloseable {

    /** Which way bytes go. */
    enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final long[] stalledUntil = {System.nanoTime(), System.nanoTime()};
    private volatile boolean held;
    private volatile long delayedUntil = System.nanoTime();

    private FlakyProxy(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    static FlakyProxy to(int serverPort) throws IOException {
        FlakyProxy proxy = new FlakyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
        start(proxy::accept, "proxy-accept");
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets all connections. */
    void cut() {
        links.forEach(Link::reset);
    }

    /** Nothing more comes by this way, and the receiver is told so; the other way stays open. */
    void halfClose(Way way) {
        links.forEach(link -> link.halfClose(way));
    }

    /** Nothing goes by this way for so long; then it all does. */
    void stall(Way way, Duration time) {
        synchronized (stalledUntil) {
            stalledUntil[way.ordinal()] = System.nanoTime() + time.toNanos();
        }
    }

    /** Every piece that is forwarded waits for some milliseconds, for so long. */
    void delay(Duration time) {
        delayedUntil = System.nanoTime() + time.toNanos();
    }

    /** From now on nothing reaches the server, for ever. */
    void holdToServer() {
        held = true;
    }

    /** What was asked for is over; a lost connection stays lost. */
    void behave() {
        held = false;
        stall(Way.TO_SERVER, Duration.ZERO);
        stall(Way.TO_CLIENT, Duration.ZERO);
        delay(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                try {
                    new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort)).start();
                } catch (IOException e) {
                    client.close(); // there is no server: the client sees its connection end
                }
            } catch (SocketException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitLeave(Way way) {
        while (!listener.isClosed() && isStalled(way)) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        if (System.nanoTime() - delayedUntil < 0) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private boolean isStalled(Way way) {
        if (way == Way.TO_SERVER && held) {
            return true;
        }
        synchronized (stalledUntil) {
            return System.nanoTime() - stalledUntil[way.ordinal()] < 0;
        }
    }

    /** One client's connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;

        Link(Socket client, Socket server) throws SocketException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void start() {
            links.add(this);
            FlakyProxy.start(() -> pump(Way.TO_SERVER), "proxy-to-server");
            FlakyProxy.start(() -> pump(Way.TO_CLIENT), "proxy-to-client");
        }

        private Socket from(Way way) {
            return way == Way.TO_SERVER ? client : server;
        }

        private Socket to(Way way) {
            return way == Way.TO_SERVER ? server : client;
        }

        private void pump(Way way) {
            byte[] buffer = new byte[1 << 14];
            try {
                InputStream in = from(way).getInputStream();
                OutputStream out = to(way).getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    awaitLeave(way);
                    out.write(buffer, 0, n);
                }
                end();
            } catch (IOException e) {
                if (!to(way).isOutputShutdown()) {
                    reset(); // one side is gone, so the other has to go
                }
            }
        }

        private void end() throws IOException {
            links.remove(this);
            client.close();
            server.close();
        }

        void reset() {
            try {
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
                end();
            } catch (SocketException e) {
                links.remove(this); // closed already
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void halfClose(Way way) {
            try {
                to(way).shutdownOutput();
            } catch (IOException e) {
                links.remove(this); // closed already
            }
        }
    }
}
