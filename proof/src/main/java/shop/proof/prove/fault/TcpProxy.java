package shop.proof.prove.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a server on this machine and passes their connections on, slowly, in part or not at all, as its
 * {@link Mode} says. Its random choices are drawn from a seed.
 */
final class TcpProxy implements AutoCloseable {

    private static final int PIECE = 16 << 10;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Random random;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong disturbed = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Mode mode = new Mode.Pass();
    private volatile boolean closed;

    private TcpProxy(ServerSocket server, InetSocketAddress target, long seed) {
        this.server = server;
        this.target = target;
        this.random = new Random(seed);
    }

    /**
     * Starts one on the loopback address.
     *
     * @param port 0 for any free one
     * @param targetPort where the server listens, or will listen
     */
    static TcpProxy start(int port, int targetPort, long seed) {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            var proxy = new TcpProxy(
                    new ServerSocket(port, 256, loopback), new InetSocketAddress(loopback, targetPort), seed);
            Thread.ofVirtual().name("proxy-" + proxy.port()).start(proxy::accept);
            return proxy;
        } catch (IOException failed) {
            throw new UncheckedIOException("no proxy on port " + port, failed);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** What it does from now on, also with connections that are open. */
    void set(Mode next) {
        lock.lock();
        try {
            if (!(next instanceof Mode.Pass)) {
                disturbed.set(0);
            }
            mode = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next instanceof Mode.Cut) {
            for (var connection : connections) {
                disturbed.incrementAndGet();
                connection.reset();
            }
        }
    }

    /** How many connections or pieces it did not simply pass on since it was last set to disturb any. */
    long disturbed() {
        return disturbed.get();
    }

    int open() {
        return connections.size();
    }

    @Override
    public void close() {
        closed = true;
        set(new Mode.Cut());
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept() {
        while (!closed) {
            try {
                var client = server.accept();
                Thread.ofVirtual().name("proxy-" + port() + "-connect").start(() -> connect(client));
            } catch (IOException failed) {
                if (!closed) {
                    throw new UncheckedIOException(failed);
                }
            }
        }
    }

    private void connect(Socket client) {
        var upstream = new Socket();
        var connection = new Connection(client, upstream);
        connections.add(connection);
        try {
            // Read after it is among the connections: a cut from now on resets this one, too.
            if (mode instanceof Mode.Cut) {
                disturbed.incrementAndGet();
                throw new IOException("cut");
            }
            awaitPassage(false);
            upstream.connect(target, (int) Duration.ofSeconds(5).toMillis());
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            upstream.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException | InterruptedException _) {
            connection.reset();
            return;
        }
        Thread.ofVirtual().name("proxy-" + port() + "-requests").start(() -> pump(connection, false));
        Thread.ofVirtual().name("proxy-" + port() + "-responses").start(() -> pump(connection, true));
    }

    private void pump(Connection connection, boolean responses) {
        var from = responses ? connection.upstream : connection.client;
        var to = responses ? connection.client : connection.upstream;
        var buffer = new byte[PIECE];
        try {
            while (true) {
                var length = from.getInputStream().read(buffer);
                if (length < 0) {
                    // The end is a piece too: a black hole lets nobody know of it.
                    awaitPassage(responses);
                    to.shutdownOutput();
                    connection.halfDone();
                    return;
                }
                pass(buffer, length, responses);
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException | InterruptedException _) {
            connection.reset();
        }
    }

    /** Returns when the piece may go on; throws if it takes its connection with it. */
    private void pass(byte[] piece, int length, boolean responses) throws IOException, InterruptedException {
        switch (mode) {
            case Mode.Pass _ -> {}
            case Mode.Slow slow -> {
                disturbed.incrementAndGet();
                var spread = slow.most().minus(slow.least()).toNanos();
                var delay = slow.least().toNanos() + (long) (draw() * spread);
                // The delay is the fault itself; healing ends it.
                awaitChange(slow, delay + length * 1_000_000_000L / slow.bytesPerSecond());
            }
            case Mode.Cut _ -> throw new IOException("cut");
            case Mode.BlackHole _ -> awaitPassage(responses);
            case Mode.Reset reset -> resetWith(reset.ratio());
            case Mode.LoseResponses lose -> {
                if (responses) {
                    resetWith(lose.ratio());
                }
            }
            case Mode.HoldResponses hold -> {
                if (responses && new String(piece, 0, length, StandardCharsets.ISO_8859_1).contains(hold.marker())) {
                    disturbed.incrementAndGet();
                    awaitChange(hold, hold.time().toNanos());
                }
            }
        }
    }

    private void resetWith(double ratio) throws IOException {
        if (draw() < ratio) {
            disturbed.incrementAndGet();
            throw new IOException("reset");
        }
    }

    private double draw() {
        synchronized (random) {
            return random.nextDouble();
        }
    }

    /** Waits as long as a black hole swallows this direction. */
    private void awaitPassage(boolean responses) throws IOException, InterruptedException {
        lock.lock();
        try {
            var counted = false;
            while (mode instanceof Mode.BlackHole hole && (responses || !hole.onlyResponses())) {
                if (!counted) {
                    disturbed.incrementAndGet();
                    counted = true;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
        if (mode instanceof Mode.Cut) {
            throw new IOException("cut");
        }
    }

    /** Waits for some time, but no longer than the mode holds. */
    private void awaitChange(Mode current, long nanos) throws InterruptedException {
        var left = nanos;
        lock.lock();
        try {
            while (mode.equals(current) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Connection {

        private final Socket client;
        private final Socket upstream;
        private boolean half;

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        /** One direction has ended in order; the second one ends the connection. */
        synchronized void halfDone() throws IOException {
            if (half) {
                connections.remove(this);
                client.close();
                upstream.close();
            }
            half = true;
        }

        /** Both ends see a reset, not an orderly end. */
        synchronized void reset() {
            connections.remove(this);
            for (var socket : new Socket[] {client, upstream}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException _) {
                    // It is closed already, by its other end.
                }
            }
        }
    }
}
