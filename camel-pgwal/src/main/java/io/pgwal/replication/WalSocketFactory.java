package io.pgwal.replication;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/**
 * Sockets that let bytes gather while a stream is fast; otherwise they are Java's own. Public because pgjdbc makes it by
 * its name. TLS is laid over these sockets as over any others.
 *
 * <p>A walsender calls send() for each message. A reader that always waits is woken by each of them, and waking it costs
 * the server more than decoding the WAL does. So while bytes come fast, and only then, the reader comes late: a single
 * commit on an idle system is read at once.
 *
 * <p>The driver polls with a time-out of a millisecond, so a thousand times a second. On these sockets a poll waits as long as
 * its thread said before ({@link #waitWhenAsked}); bytes end the wait at once.
 */
public final class WalSocketFactory extends SocketFactory {

    /** The driver's time-out when it asks whether anything is there. */
    private static final int ASKS_MILLIS = 1;

    private static final ThreadLocal<Integer> WAITS_MILLIS = new ThreadLocal<>();

    /** From now on a poll by this thread waits so long, on any of these sockets. */
    static void waitWhenAsked(int millis) {
        WAITS_MILLIS.set(millis);
    }

    @Override
    public Socket createSocket() {
        return new GatheringSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    private static Socket connected(SocketAddress local, SocketAddress remote) throws IOException {
        Socket socket = new GatheringSocket();
        try {
            socket.bind(local);
            socket.connect(remote);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static final class GatheringSocket extends Socket {
        private InputStream gathering;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (gathering == null) {
                gathering = new GatheringInputStream(this, super.getInputStream());
            }
            return gathering;
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            Integer waits = WAITS_MILLIS.get();
            super.setSoTimeout(millis == ASKS_MILLIS && waits != null ? waits : millis);
        }
    }

    /**
     * Read by one thread at a time. Who asks whether anything is there (the driver's poll, by a time-out of a millisecond) is
     * told at once that nothing is, and can pass on what it has; the pause is in its next read. Who waits for an answer or for
     * the rest of a message, by a time-out of seconds or without one, is not told and does not pause.
     */
    private static final class GatheringInputStream extends FilterInputStream {
        /** The kernel counts a small message with what it keeps about it, some hundreds of bytes; an estimate. */
        private static final int OVERHEAD = 4;

        /** Time-outs of statements are whole seconds: a shorter one asks. */
        private static final int ASKS_BELOW_MILLIS = 1000;

        private final Socket socket;
        private final Flow flow = new Flow(System.nanoTime());
        /** By the read before: never twice without bytes, a pause or a wait between ({@link PgJdbcWalStream} counts on it). */
        private boolean told;

        GatheringInputStream(Socket socket, InputStream in) {
            super(in);
            this.socket = socket;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (flow.isFast(System.nanoTime())) {
                if (told) {
                    gather();
                } else if (isAsked() && in.available() == 0) {
                    told = true;
                    throw new SocketTimeoutException("Nothing has come yet");
                }
            }
            told = false;
            int count = in.read(into, offset, length);
            flow.received(Math.max(count, 0), System.nanoTime());
            return count;
        }

        private boolean isAsked() throws IOException {
            int timeout = socket.getSoTimeout();
            return timeout > 0 && timeout < ASKS_BELOW_MILLIS;
        }

        private void gather() throws IOException {
            long now = System.nanoTime();
            long pause = flow.pause(now, socket.getReceiveBufferSize() / OVERHEAD - in.available());
            long left = pause;
            // somebody's wake-up for the last wait may still be there
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, left);
                left = now + pause - System.nanoTime();
            }
            if (pause > 0 && left <= 0 && in.available() == 0) {
                flow.ranDry();
            }
        }
    }
}
