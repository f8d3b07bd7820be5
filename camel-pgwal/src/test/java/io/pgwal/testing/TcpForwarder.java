package io.pgwal.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A port that leads to a server, to another one when told, or into nothing: a network that swallows what is sent, and says
 * nothing of it.
 */
public final class TcpForwarder implements AutoCloseable {

    private final ServerSocket entrance;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** How many bytes may still go from the server to the client. */
    private final AtomicLong toClient = new AtomicLong(Long.MAX_VALUE);

    private volatile int target;
    private volatile boolean stalled;
    private volatile boolean closed;

    public TcpForwarder(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** New connections go there. */
    public void leadTo(int port) {
        target = port;
    }

    /** Nothing passes any more, and no connection ends. */
    public void stall() {
        stalled = true;
    }

    /** Stalls after so many more bytes for clients, wherever in a message that is. */
    public void stallAfter(long bytes) {
        toClient.set(bytes);
    }

    /** What is stalled goes on. */
    public void resume() {
        toClient.set(Long.MAX_VALUE);
        stalled = false;
    }

    /** Ends all connections at once. */
    public void cut() {
        sockets.forEach(TcpForwarder::close);
        sockets.clear();
    }

    @Override
    public void close() {
        closed = true;
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = entrance.accept();
                sockets.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(server);
                start(() -> pass(client, server, false));
                start(() -> pass(server, client, true));
            } catch (IOException e) {
                cut(); // the server does not run, or the forwarder is closed: clients see it as what it is
            }
        }
    }

    private void pass(Socket from, Socket to, boolean toTheClient) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int passed = 0; passed < count; ) {
                    int some = toTheClient ? (int) Math.min(count - passed, toClient.get()) : count - passed;
                    if (stalled || some == 0) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                        if (closed) {
                            return;
                        }
                        continue;
                    }
                    out.write(buffer, passed, some);
                    passed += some;
                    if (toTheClient) {
                        toClient.addAndGet(-some);
                    }
                }
            }
        } catch (IOException e) {
            sockets.remove(from); // one end has gone; below, so does the other
        } finally {
            close(from);
            close(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
