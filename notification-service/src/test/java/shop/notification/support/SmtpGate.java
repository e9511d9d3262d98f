package shop.notification.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import shop.test.Infrastructure;

/** A way to the SMTP sink that a test can shut and open: shut, connections to its port are refused. */
public final class SmtpGate {

    private final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable ServerSocket server;

    /** Shut at first. */
    public SmtpGate() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return port;
    }

    /** How many were let through. */
    public int connections() {
        return connections.get();
    }

    public void open() {
        try {
            var opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server = opened;
            Thread.ofVirtual().start(() -> letThrough(opened));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void shut() {
        var open = server;
        server = null;
        if (open != null) {
            close(open);
        }
    }

    private void letThrough(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var in = server.accept();
                connections.incrementAndGet();
                var out = new Socket(
                        InetAddress.getLoopbackAddress(),
                        Infrastructure.shared().smtpPort());
                Thread.ofVirtual().start(() -> pipe(in, out));
                Thread.ofVirtual().start(() -> pipe(out, in));
            } catch (IOException shut) {
                return;
            }
        }
    }

    private static void pipe(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException ended) {
            // One side hung up, which ends both.
        }
    }

    private static void close(ServerSocket server) {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
