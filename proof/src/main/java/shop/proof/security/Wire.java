package shop.proof.security;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends bytes that no decent client would send, and reads what comes back until the other side ends it. */
final class Wire implements AutoCloseable {

    private final Socket socket = new Socket();

    private Wire() {}

    static Wire to(URI base) throws IOException {
        var wire = new Wire();
        wire.socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
        return wire;
    }

    /** One request with {@code Connection: close}; the lines of its head are given without their ends. */
    static Reply ask(URI base, String body, String... head) throws IOException {
        try (var wire = to(base)) {
            wire.send(String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n" + body);
            return wire.read(Duration.ofSeconds(40));
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** What comes until the other side closes; the rest of what came if it does not within the limit. */
    Reply read(Duration limit) throws IOException {
        var deadline = System.nanoTime() + limit.toNanos();
        var whole = new StringBuilder();
        var closed = false;
        var buffer = new byte[8192];
        while (!closed) {
            var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            socket.setSoTimeout((int) left);
            try {
                var count = socket.getInputStream().read(buffer);
                closed = count < 0;
                whole.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
            } catch (SocketTimeoutException _) {
                break;
            } catch (SocketException _) {
                closed = true;
            }
        }
        return new Reply(whole.toString(), closed);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** @param closed whether the other side ended the connection */
    record Reply(String text, boolean closed) {

        /** Of the first answer; 0 if there was none. */
        int status() {
            return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        /** How many answers came on the connection: a smuggled request would have one of its own. */
        int answers() {
            return text.split("HTTP/1\\.1 \\d{3} ", -1).length - 1;
        }

        String header(String name) {
            return text.lines()
                    .takeWhile(line -> !line.isBlank())
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        String brief() {
            return (status() == 0 ? "no answer" : Integer.toString(status())) + (closed ? ", closed" : ", left open");
        }
    }
}
