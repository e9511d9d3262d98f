package shop.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A service that answers by the byte, also as no server should. */
final class RawService implements AutoCloseable {

    /**
     * What is done about one request.
     *
     * @param thenSilent whether the connection's next request is read only when the service is closed, as by a thread that is busy
     */
    record Reply(String bytes, boolean thenSilent) {}

    @FunctionalInterface
    interface Replies {
        Reply to(String requestLine);
    }

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket server;
    private final Replies replies;

    RawService(Replies replies) throws IOException {
        this.replies = replies;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String uri() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The first lines of all requests that were read. */
    List<String> seen() {
        return seen;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : List.copyOf(open)) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                var head = head(socket);
                var line = head.lines().findFirst().orElseThrow();
                seen.add(line);
                socket.getInputStream().readNBytes(length(head));
                var reply = replies.to(line);
                socket.getOutputStream().write(reply.bytes().getBytes(US_ASCII));
                socket.getOutputStream().flush();
                if (reply.thenSilent()) {
                    untilClosed(socket);
                }
            }
        } catch (IOException _) {
            // its gateway is gone
        }
    }

    /** Reads nothing more, but notices the end. */
    private void untilClosed(Socket socket) throws IOException {
        synchronized (socket) {
            while (!socket.isClosed() && !server.isClosed()) {
                try {
                    socket.wait(50);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    throw new IOException(stop);
                }
            }
        }
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("over");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int length(String head) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }
}
